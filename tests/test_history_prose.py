"""The history of a record reads like prose: by day and person, pages gathered."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from archive import events
from archive.history import finding, prose
from archive.models import Event, Page, Record
from tests import makers
from tests.persons import member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> tuple[Record, list[Page]]:
    record = makers.record(makers.collection(visibility="public"), title="A log")
    return record, [makers.transcribed(f"day {n}", of=record) for n in range(12)]


def on(day: int, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(at=timezone.make_aware(datetime.datetime(2026, 5, day, 12)))


def said(record: Record) -> list[tuple[int, str]]:
    told = prose.passages(finding.of_record(record), record)
    return [(one.day.day, re.sub("<[^>]+>", "", str(one.sentence))) for one in told]


def test_what_one_person_did_to_pages_on_a_day_is_one_sentence(book: tuple[Record, list[Page]]) -> None:
    record, pages = book
    anna, ben = (member(record.collection, "editor", name) for name in ("Anna", "Ben"))
    for n in (7, 3, 4, 3):
        on(3, events.record(anna, "corrected", pages[n - 1]))
    on(3, events.record(ben, "turned", pages[0]))
    on(3, events.record(anna, "approved", pages[8]))
    for n in (1, 2, 3, 4, 5, 9):
        on(4, events.record(anna, "approved", pages[n - 1]))
    assert said(record) == [
        (4, "Anna approved pages 1–5 and 9."),
        (3, "Anna corrected pages 3, 4 and 7, and approved page 9."),
        (3, "Ben turned page 1."),
    ]


def test_other_deeds_keep_their_sentences(book: tuple[Record, list[Page]]) -> None:
    record, pages = book
    anna = member(record.collection, "editor", "Anna")
    on(3, events.record(anna, "described", record, {"title": "Old"}, title="A log"))
    on(3, events.record(anna, "something_new", pages[0]))
    on(3, events.record(None, "restored_text", pages[1]))
    told = prose.passages(finding.of_record(record), record)
    assert [str(one.sentence) != "" for one in told] == [True, False]
    assert "The archive brought an earlier text of page" in str(told[0].sentence)
    assert ["described" in str(other.sentence) for other in told[1].others] == [True, False]


def test_the_page_shows_it_with_links_to_the_versions(book: tuple[Record, list[Page]]) -> None:
    record, pages = book
    anna = member(record.collection, "editor", "<b>Anna")
    events.record(anna, "corrected", pages[2])
    shown = signed_in(anna).get(reverse("record-history", args=[record.pk])).content.decode()
    assert f'<a href="{reverse("page-versions", args=[pages[2].pk])}">3</a>' in shown
    assert "&lt;b&gt;Anna" in shown

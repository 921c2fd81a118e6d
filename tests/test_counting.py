"""Counts of collections: equal to what each person may see, and kept in a large archive until something happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive import collections, events, rights
from archive.keeping import purging
from archive.models import Membership, Page, Record
from archive.showing import counting, holdings
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every archive counts as large, and nothing is fresh for longer than a moment."""
    monkeypatch.setattr(counting, "LARGE", 1)
    monkeypatch.setattr(counting, "FRESH", 0.0)
    monkeypatch.setattr(counting, "_known", None)


def shown(person: object) -> tuple[int, int]:
    shelves = holdings.of(rights.reach(person))  # type: ignore[arg-type]
    return sum(s.own_records for s in shelves), sum(s.own_pages for s in shelves)


def test_everybody_is_told_exactly_what_they_may_see() -> None:
    above = makers.collection(visibility="members")
    below = collections.create("below", "Below", above, visibility="public")
    tomorrow = timezone.now() + timedelta(days=1)
    for where in (above, below):
        for fields in (
            {},
            {"state": Record.State.DRAFT},
            {"state": Record.State.WITHDRAWN},
            {"embargo_until": tomorrow},
            {"embargo_until": timezone.now() - timedelta(days=1)},
            {"trashed_at": timezone.now()},
        ):
            record = makers.record(where, **fields)
            for _ in range(2):
                makers.page(record)
        makers.record(where)
    people = [AnonymousUser(), get_user_model().objects.create_superuser("root"), None]
    for role in ("reader", "editor", "curator"):
        for where in (above, below):
            person = get_user_model().objects.create_user(f"{role}-{where.pk}")
            Membership.objects.create(collection=where, person=person, role=role)
            people.append(person)
    for person in people:
        expected = (Record.objects.visible_to(person).count(), Page.objects.visible_to(person).count())
        assert shown(person) == expected, person


@pytest.mark.usefixtures("large")
def test_a_large_archive_is_not_counted_again_while_nothing_happens() -> None:
    page = makers.page(makers.record(makers.collection(visibility="public")))
    assert shown(AnonymousUser()) == (1, 1)
    with CaptureQueriesContext(connection) as queries:
        assert shown(None) == (1, 1), "the same counts serve everybody"
    assert not [q for q in queries if "GROUP BY" in q["sql"]]
    makers.page(page.record)
    assert shown(AnonymousUser()) == (1, 2)


@pytest.mark.usefixtures("large")
def test_an_act_is_seen_in_the_counts_at_once() -> None:
    record = makers.record(makers.collection(visibility="public"))
    assert shown(AnonymousUser()) == (1, 0)
    Record.objects.update(trashed_at=timezone.now())
    events.record(None, "trashed", record)
    assert shown(AnonymousUser()) == (0, 0)


@pytest.mark.usefixtures("large")
def test_what_nobody_tells_of_is_seen_when_the_counts_are_old(monkeypatch: pytest.MonkeyPatch) -> None:
    record = makers.record(makers.collection(visibility="public"), embargo_until=timezone.now() + timedelta(days=1))
    assert shown(AnonymousUser()) == (0, 0)
    Record.objects.filter(pk=record.pk).update(embargo_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(counting, "KEPT", 0.0)
    assert shown(AnonymousUser()) == (1, 0)


@pytest.mark.usefixtures("large")
def test_rights_are_never_kept_with_the_counts() -> None:
    record = makers.record(makers.collection(visibility="members"))
    person = get_user_model().objects.create_user("ada")
    assert shown(person) == (0, 0)
    Membership.objects.create(collection=record.collection, person=person, role="reader")
    assert shown(person) == (1, 0)


def test_the_newest_are_found_behind_many_that_may_not_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holdings, "NEWEST", 3)
    public = makers.collection(visibility="public")
    old = [makers.record(public) for _ in range(4)]
    hidden = makers.collection(visibility="members")
    for _ in range(2):
        makers.record(hidden)
    reach = rights.reach(AnonymousUser())
    assert [record.pk for record in holdings.newest(reach, 3)] == [old[3].pk, old[2].pk, old[1].pk]


@pytest.mark.usefixtures("large")
def test_a_takedown_is_seen_in_the_counts_at_once() -> None:
    page = makers.page(makers.record(makers.collection(visibility="public")))
    assert shown(AnonymousUser()) == (1, 1)
    purging.begin(page.record, None)
    assert shown(AnonymousUser()) == (0, 0)

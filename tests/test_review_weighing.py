"""The list of texts that await somebody follows what happens to pages, records and collections."""

from __future__ import annotations

import pytest
from django.utils import timezone

from archive import collections, describing, errands, transcriptions
from archive.arranging import splitting, turning
from archive.keeping import moving
from archive.models import Collection, Errand, Page, Record, Review
from archive.reviewing import looking_round
from archive.running.sweep import Sweep
from tests import awaiting, makers, persons

pytestmark = pytest.mark.django_db


def carried_out() -> None:
    for errand in Errand.objects.filter(finished_at__isnull=True):
        errands.take(errand.pk)


def test_an_archive_of_an_older_release_gets_its_list() -> None:
    pages = [makers.transcribed("words") for _ in range(3)]
    makers.transcribed("approved", made_by="person", status="reviewed")
    makers.page()
    assert not Review.objects.exists()
    looking_round.tidy()
    assert set(Review.objects.values_list("page", flat=True)) == {page.pk for page in pages}


def test_a_large_one_gets_it_in_steps_by_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_round, "FEW", 2)
    top = makers.collection()
    where = collections.create("within", "Within", top)
    pages = [makers.transcribed("words", of=makers.record(where)) for _ in range(7)]
    assert looking_round.look_round() == 0
    looking_round.look_round()
    assert Errand.objects.filter(verb="weigh").count() == 1, "one is enough"
    assert not Review.objects.exists()
    carried_out()
    assert Review.objects.count() == len(pages)
    assert looking_round.amiss(Page.objects.all()) == []
    looking_round.look_round()
    assert Errand.objects.count() == 1


def test_it_goes_on_window_by_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_round, "GLANCE", 2)
    pages = [makers.transcribed("words") for _ in range(3)]
    place = looking_round.look_round()
    assert (place, Review.objects.count()) == (pages[1].pk, 2)
    assert looking_round.look_round(place) == 0
    assert Review.objects.count() == 3


def test_rows_that_say_something_else_than_the_page_are_put_right() -> None:
    lost, stale, done = awaiting.page(), awaiting.page(), awaiting.page()
    Review.objects.filter(page=lost).delete()
    newer = transcriptions.add(stale, stale.current.content(), turn=0, made_by="machine", verdict="flag")
    Page.objects.filter(pk=stale.pk).update(current=newer)  # nobody told
    finished = transcriptions.add(done, done.current.content(), turn=0, made_by="person", status="reviewed")
    Page.objects.filter(pk=done.pk).update(current=finished)
    looking_round.look_round()
    assert awaiting.row(lost).transcription == lost.current
    assert (awaiting.row(stale).transcription, awaiting.row(stale).verdict) == (newer, "flag")
    assert not Review.objects.filter(page=done).exists()


def test_the_sweep_looks_round(monkeypatch: pytest.MonkeyPatch, home: object) -> None:
    page = makers.transcribed("words")
    monkeypatch.setattr("archive.running.sweep.STEPS", ())
    Sweep().once()
    assert awaiting.row(page).wants == "look"


def test_looking_round_costs_the_same_however_many_pages_are_right(django_assert_max_num_queries: object) -> None:
    where = makers.collection()
    for _ in range(30):
        awaiting.page(where)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        looking_round.look_round()


def test_a_record_that_moves_takes_its_rows_along() -> None:
    page = awaiting.page(makers.collection(languages=["de"]))
    to = makers.collection(languages=["la"], standards={"priority": 2})
    risk = awaiting.row(page).risk
    moving.move(page.record, to, persons.admin())
    row = awaiting.row(page)
    assert (row.collection, row.language, row.risk - risk) == (to, "la", 120)


def test_pages_given_to_another_record_and_languages_follow() -> None:
    where, other = makers.collection(), makers.collection(languages=["la"])
    record, there = makers.record(where), makers.record(other)
    first, second = makers.transcribed("one", of=record), makers.transcribed("two", of=record)
    looking_round.look_round()
    splitting.give(record, there, persons.admin(), [second.pk])
    assert (awaiting.row(second).collection, awaiting.row(second).language) == (other, "la")
    assert (awaiting.row(first).collection, awaiting.row(first).language) == (where, "")
    describing.change(record, {"language": "gmh"}, persons.admin())
    assert awaiting.row(first).language == "gmh"
    collections.describe(other, persons.admin(), languages=["grc"])
    assert awaiting.row(second).language == "grc"


def test_many_pages_that_move_are_weighed_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "FEW", 1)
    record = makers.record(makers.collection())
    pages = [makers.transcribed("words", of=record) for _ in range(3)]
    looking_round.look_round()
    to = makers.collection(standards={"priority": 1})
    moving.move(record, to, persons.admin())
    assert {row.collection_id for row in Review.objects.all()} == {to.pk}, "at once, for whoever works there"
    before = awaiting.row(pages[0]).risk
    carried_out()
    assert awaiting.row(pages[0]).risk == before + 60


def test_a_page_without_text_awaits_nobody() -> None:
    page = awaiting.page()
    Page.objects.filter(pk=page.pk).update(current=None)
    describing.tell([page.pk])
    assert not Review.objects.exists()


def test_standards_that_change_are_followed_by_all_below() -> None:
    above = makers.collection()
    below = collections.create("within", "Within", above)
    ada = persons.admin()
    corrected = awaiting.page(below, made_by="person", author=ada, status="corrected")
    plain = awaiting.page(below)
    risk = awaiting.row(plain).risk
    assert not Review.objects.filter(page=corrected).exists()
    collections.describe(above, ada, standards={"two_reviewers": True, "priority": 3, "sample_share": 1.0})
    carried_out()
    assert (awaiting.row(corrected).wants, awaiting.row(corrected).author) == ("second", ada)
    assert (awaiting.row(plain).risk, awaiting.row(plain).sample) == (risk + 180, True)
    collections.describe(above, ada, standards={})
    carried_out()
    assert not Review.objects.filter(page=corrected).exists()
    assert (awaiting.row(plain).risk, awaiting.row(plain).sample) == (risk, False)


def test_a_collection_moved_below_stricter_ones_is_weighed_anew() -> None:
    strict = makers.collection(standards={"two_reviewers": True})
    where: Collection = makers.collection()
    page = awaiting.page(where, made_by="person", status="corrected")
    collections.move(where, strict, persons.admin())
    carried_out()
    assert awaiting.row(page).wants == "second"


def test_what_is_trashed_keeps_its_row_for_when_it_comes_back_and_what_is_purged_does_not() -> None:
    page = awaiting.page()
    Record.objects.filter(pk=page.record_id).update(trashed_at=timezone.now())
    looking_round.look_round()
    assert Review.objects.filter(page=page).exists()
    Page.objects.filter(pk=page.pk).delete()
    assert not Review.objects.exists()


def test_a_turned_page_awaits_a_look_at_its_turned_text() -> None:
    page = awaiting.flagged()
    turning.turn(page.record, persons.admin(), [page.pk], 90)
    page.refresh_from_db()
    assert awaiting.row(page).transcription == page.current
    boxes = page.current.reasons[0][2]["boxes"]
    assert boxes == [[0.8, 0.1, 0.9, 0.5]], "evidence turns with the page"


def test_a_new_text_is_offered_again_to_who_passed_the_old_one_over() -> None:
    page = awaiting.page()
    Review.objects.update(skips={"1": {"why": "hand", "said": ""}}, assigned=persons.admin())
    looking_round.anew(page.pk)
    assert awaiting.row(page).skips, "the same text: nothing new to see"
    newer = transcriptions.add(page, page.current.content(), turn=0, made_by="machine")
    Page.objects.filter(pk=page.pk).update(**transcriptions.counts(page, newer))
    assert awaiting.row(page).skips == {}
    assert awaiting.row(page).assigned, "who was asked is still asked"

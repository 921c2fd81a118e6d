"""Saving a correction: one more version that counts, or a conflict; never something lost, never something half."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils import timezone

from archive import approving, transcriptions
from archive.arranging import turning
from archive.blocks import PageText
from archive.correcting import drafts, restoring, saving
from archive.correcting.wanted import Refused, Wanted, WantedRow
from archive.faults import Fault
from archive.models import Draft, Event, Page, Record, Review, Sample, Transcription
from archive.reviewing import weighing
from ocr_engine import storing
from ocr_engine.engine import Parsed
from ocr_engine.gate import Verdict
from tests import makers
from tests.persons import somebody
from tests.test_editing import as_it_is, with_row

pytestmark = pytest.mark.django_db


def editor(page: Page) -> object:
    person = somebody()
    page.record.collection.memberships.create(person=person, role="editor")
    return person


def page_of(*texts: str, **standards: object) -> Page:
    page = makers.transcribed(*texts)
    collection = page.record.collection
    collection.standards = standards
    collection.save()
    weighing.weigh(page, page.current)
    return page


def wanted(page: Page, text: str) -> Wanted:
    page.refresh_from_db()
    return with_row(as_it_is(page.current.content()), 0, 0, WantedRow(text, ((0, 0),)))


def test_a_correction_is_a_version_that_counts() -> None:
    page = page_of("The ferry left")
    person = editor(page)
    saved = saving.save(page.pk, person, 1, wanted(page, "The fairy left"), note="as in the index")
    assert isinstance(saved, saving.Saved)
    page.refresh_from_db()
    now = page.current
    assert (now.number, now.made_by, now.status, now.author, now.note) == (
        2,
        "person",
        "corrected",
        person,
        "as in the index",
    )
    assert now.content().text == "The fairy left"
    old = page.transcriptions.get(number=1).content().blocks[0].words
    assert [now.content().blocks[0].words[i] for i in (0, 2)] == [old[i] for i in (0, 2)]
    event = Event.objects.get(verb="corrected")
    assert (event.before, event.after) == ({"version": 1}, {"version": 2, "words": 1})
    assert not Review.objects.filter(page=page).exists()


def test_nothing_changed_is_no_version() -> None:
    page = page_of("The ferry left")
    assert isinstance(saving.save(page.pk, editor(page), 1, wanted(page, "The ferry left")), saving.Unchanged)
    assert page.transcriptions.count() == 1


def test_what_is_stale_is_a_conflict_and_the_draft_stays() -> None:
    page = page_of("The ferry left")
    one, other = editor(page), editor(page)
    mine = wanted(page, "My ferry left")
    drafts.keep(page, one, 1, {"regions": []})
    saving.save(page.pk, other, 1, wanted(page, "Their ferry left"))
    told = saving.save(page.pk, one, 1, mine)
    assert isinstance(told, saving.Conflict)
    assert told.current.number == 2
    assert drafts.of(page, one) is not None
    assert isinstance(saving.save(page.pk, one, 2, mine), saving.Saved)
    assert drafts.of(page, one) is None


def test_who_may_not_edit_saves_nothing() -> None:
    page = page_of("The ferry left")
    with pytest.raises(Page.DoesNotExist):
        saving.save(page.pk, somebody(), 1, wanted(page, "x"))
    with pytest.raises(Page.DoesNotExist):
        drafts.keep(page, somebody(), 1, {"regions": []})
    assert not Draft.objects.exists()


def test_what_is_no_text_is_no_draft() -> None:
    page = page_of("The ferry left")
    for nonsense in (
        {},
        [],
        None,
        {"regions": [{"kind": "wall", "rows": []}]},
        {"regions": [{"kind": "text", "rows": [{}]}]},
    ):
        with pytest.raises(Refused):
            drafts.keep(page, editor(page), 1, nonsense)


def test_two_persons_where_the_collection_wants_two() -> None:
    page = page_of("The ferry left", two_reviewers=True)
    one, other = editor(page), editor(page)
    saved = saving.save(page.pk, one, 1, wanted(page, "The fairy left"), status="reviewed")
    assert saved.version.status == "corrected"
    review = Review.objects.get(page=page)
    assert (review.wants, review.author) == ("second", one)
    assert approving.approve(page.pk, one) is None
    assert approving.approve(page.pk, other).status == "reviewed"
    assert not Review.objects.filter(page=page).exists()


def test_what_a_drawn_page_was_found_to_be_is_written_down() -> None:
    page = page_of("The ferry left", sample_share=1.0)
    assert Review.objects.get(page=page).sample
    saving.save(page.pk, editor(page), 1, wanted(page, "The fairy left"))
    sample = Sample.objects.get()
    assert (sample.letters, sample.wrong_letters, sample.words, sample.wrong_words) == (12, 2, 3, 1)
    accepted = page_of("As it should be", sample_share=1.0)
    approving.approve(accepted.pk, editor(accepted))
    assert Sample.objects.get(page=accepted).wrong_letters == 0


def test_what_a_machine_reads_later_is_a_layer() -> None:
    page = page_of("The ferry left")
    saving.save(page.pk, editor(page), 1, wanted(page, "The fairy left"))
    parsed = Parsed((makers.block("Another reading"),))
    later = storing.add(Page.objects.get(pk=page.pk), parsed, Verdict(), engine="later", reading=0)
    assert not storing.may_count(page.pk, Verdict())
    page.refresh_from_db()
    assert (later.number, page.current.number) == (3, 2)


def test_an_earlier_version_comes_back_as_a_new_one() -> None:
    page = page_of("The ferry left")
    person = editor(page)
    saving.save(page.pk, person, 1, wanted(page, "The fairy left"))
    back = restoring.restore(page.pk, person, 1)
    page.refresh_from_db()
    assert page.current == back
    assert (back.number, back.made_by, back.content()) == (
        3,
        "machine",
        page.transcriptions.get(number=1).content(),
    )
    assert restoring.restore(page.pk, person, 3) is None
    assert restoring.restore(page.pk, person, 2, expected=1) is None


@pytest.mark.parametrize("broken", ["add", "counts", "index_soon"])
def test_a_crash_at_any_step_leaves_nothing_half(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of("The ferry left")
    person = editor(page)
    drafts.keep(page, person, 1, {"regions": []})

    def crash(*_some: object, **_more: object) -> None:
        raise RuntimeError("the light went out")

    monkeypatch.setattr(transcriptions, broken, crash)
    with pytest.raises(RuntimeError):
        saving.save(page.pk, person, 1, wanted(page, "The fairy left"))
    page.refresh_from_db()
    assert page.current.number == 1
    assert page.transcriptions.count() == 1
    assert drafts.of(page, person) is not None
    assert Review.objects.filter(page=page).exists()
    assert not Event.objects.filter(verb="corrected").exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_save_at_once_one_is_first() -> None:
    page = page_of("The ferry left")
    persons = [editor(page) for _ in range(8)]
    mine = [wanted(page, f"The {n} ferry left") for n in range(8)]
    told: list[object] = []

    def save(n: int) -> None:
        try:
            told.append(saving.save(page.pk, persons[n], 1, mine[n]))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in told) == ["Conflict"] * 7 + ["Saved"]
    assert Transcription.objects.filter(page=page).count() == 2


def test_whoever_is_late_is_told_of_what_counts_not_of_a_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of("The ferry left")
    one, other = editor(page), editor(page)
    mine = wanted(page, "My ferry left")
    really = saving.edited

    def while_another_saves(base: PageText, said: Wanted) -> PageText:
        monkeypatch.setattr(saving, "edited", really)
        saving.save(page.pk, other, 1, wanted(page, "Their ferry left"))
        storing.add(
            Page.objects.get(pk=page.pk), Parsed((makers.block("x"),)), Verdict(), engine="later", reading=0
        )
        return really(base, said)

    monkeypatch.setattr(saving, "edited", while_another_saves)
    told = saving.save(page.pk, one, 1, mine)
    assert isinstance(told, saving.Conflict)
    assert told.current.number == 2
    assert [v.number for v in page.transcriptions.order_by("number")] == [1, 2, 3]


def test_a_page_that_goes_into_the_trash_meanwhile_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of("The ferry left")
    person, mine = editor(page), wanted(page, "My ferry left")
    really = saving.edited

    def while_it_goes(base: PageText, said: Wanted) -> PageText:
        Record.objects.filter(pk=page.record_id).update(trashed_at=timezone.now())
        return really(base, said)

    monkeypatch.setattr(saving, "edited", while_it_goes)
    assert isinstance(saving.save(page.pk, person, 1, mine), saving.Conflict)
    assert page.transcriptions.count() == 1
    assert not Event.objects.filter(verb="corrected").exists()


def test_a_draft_keeps_what_a_database_would_refuse_in_another_form() -> None:
    page = page_of("The ferry left")
    person = editor(page)
    row = {"from": [[0, 0]], "text": "sa\x00lt \ud800", "box": None}
    drafts.keep(page, person, 1, {"regions": [{"from": 0, "kind": "text", "rows": [row]}], "at\x00": "\x00"})
    kept = drafts.of(page, person).content
    assert kept["regions"][0]["rows"][0]["text"] == "sa\N{REPLACEMENT CHARACTER}lt \N{REPLACEMENT CHARACTER}"
    assert kept["at\N{REPLACEMENT CHARACTER}"] == "\N{REPLACEMENT CHARACTER}"
    for nonsense in (float("nan"), float("inf")):
        with pytest.raises(Refused):
            drafts.keep(page, person, 1, {"regions": [], "seconds": nonsense})


def test_what_was_restored_on_a_page_that_was_turned_meanwhile_stands_where_it_stood() -> None:
    page = page_of("The ferry left")
    person = editor(page)
    saving.save(page.pk, person, 1, wanted(page, "The fairy left"))
    turning.turn(page.record, person, [page.pk], 90)
    back = restoring.restore(page.pk, person, 1)
    first = page.transcriptions.get(number=1).content()
    assert (back.number, back.turn) == (4, 90)
    for was, now in zip(first.blocks[0].words, back.content().blocks[0].words, strict=True):
        assert now.box.as_list() == pytest.approx(was.box.turned(90).as_list(), abs=2e-5)
    Page.objects.filter(pk=page.pk).update(image="0" * 64)
    with pytest.raises(Fault, match="image that was replaced"):
        restoring.restore(page.pk, person, 1)

"""What a person decides about a text, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from archive import approving, rights
from archive.models import Event, Page, Review, Sample, Transcription
from archive.reviewing import deciding, looking_round, queue, undoing
from ocr_engine.models import Reading
from tests import awaiting, makers, persons

pytestmark = pytest.mark.django_db
DECISIONS = [deciding.accept, deciding.blank, deciding.illegible, deciding.again]


def read(page: Page) -> Page:
    return Page.objects.select_related("current", "record__collection").get(pk=page.pk)


def case(**standards: object) -> tuple[Page, User]:
    where = makers.collection(standards=standards)
    return read(awaiting.flagged(where, verdict="quarantine")), awaiting.editor(where)


def now(page: Page) -> Transcription:
    version = read(page).current
    assert version
    return version


def test_what_is_accepted_is_reviewed_by_that_person_and_leaves_the_list() -> None:
    page, ada = case()
    Page.objects.filter(pk=page.pk).update(condition="illegible")  # the machine's word for what is quarantined
    deciding.accept(read(page), page.current_id, ada)
    version = now(page)
    assert (version.status, version.made_by, version.author, version.verdict) == ("reviewed", "person", ada, "pass")
    assert version.content() == page.current.content()
    assert read(page).condition == "ordinary", "a person could read it"
    assert not Review.objects.exists()


def test_a_blank_page_says_nothing_from_now_on() -> None:
    page, ada = case()
    deciding.blank(page, page.current_id, ada)
    version = now(page)
    assert (version.status, version.content().text, read(page).condition) == ("reviewed", "", "blank")
    assert not Review.objects.exists()
    assert page.transcriptions.count() == 2, "what was invented is kept"


@pytest.mark.parametrize(("verdict", "after"), [("quarantine", "quarantine"), ("flag", "flag"), ("pass", "flag")])
def test_an_illegible_page_keeps_its_text_as_doubtful_as_it_was(verdict: str, after: str) -> None:
    where = makers.collection()
    page, ada = read(awaiting.page(where, verdict=verdict)), awaiting.editor(where)
    deciding.illegible(page, page.current_id, ada)
    version = now(page)
    assert (version.verdict, version.status, read(page).condition) == (after, "reviewed", "illegible")
    assert version.content() == page.current.content()
    assert not Review.objects.exists()
    looking_round.look_round()
    assert not Review.objects.exists(), "nobody has to look at it a second time"


def test_a_page_that_is_read_again_is_offered_to_nobody_until_then() -> None:
    page, ada = case()
    deciding.again(page, page.current_id, ada)
    wish = Reading.objects.get(page=page)
    assert (wish.outcome, wish.wanted_by, wish.wanted_for) == ("wanted", ada, "review")
    assert not list(queue.offers(ada, rights.reach(ada), awaiting.ALL))
    newer = makers.transcriptions.add(page, page.current.content(), turn=0, made_by="machine")
    Page.objects.filter(pk=page.pk).update(**makers.transcriptions.counts(page, newer))
    assert [offer.page for offer in queue.offers(ada, rights.reach(ada), awaiting.ALL)] == [page.pk]


def test_a_page_that_is_skipped_is_passed_over_by_that_person_alone() -> None:
    page, ada = case()
    bert = awaiting.editor(page.record.collection)
    Review.objects.update(holder=ada)
    deciding.skip(page, page.current_id, ada, "hand", "Kurrent")
    assert awaiting.row(page).skips == {str(ada.pk): {"why": "hand", "said": "Kurrent"}}
    assert awaiting.row(page).holder is None
    assert not list(queue.offers(ada, rights.reach(ada), awaiting.ALL))
    assert list(queue.offers(bert, rights.reach(bert), awaiting.ALL))
    event = Event.objects.get(verb="passed_over")
    assert event.after["why"] == "I cannot read this hand: Kurrent"
    deciding.skip(page, page.current_id, bert, "no such reason")
    assert awaiting.row(page).skips[str(bert.pk)]["why"] == "other"


@pytest.mark.parametrize("decide", DECISIONS)
def test_nothing_is_decided_about_a_text_that_changed_meanwhile(decide: Any) -> None:
    page, ada = case()
    seen = page.current_id
    approving.approve(page.pk, persons.somebody())
    before = Transcription.objects.count(), read(page).condition, Event.objects.count()
    for stale in (page, read(page)):
        with pytest.raises(deciding.Overtaken):
            decide(stale, seen, ada)
    assert before == (Transcription.objects.count(), read(page).condition, Event.objects.count())
    assert not Reading.objects.exists()


def test_skipping_a_text_that_changed_meanwhile_is_refused_too() -> None:
    page, ada = case()
    approving.approve(page.pk, persons.somebody())
    with pytest.raises(deciding.Overtaken):
        deciding.skip(page, page.current_id, ada, "hand")


@pytest.mark.parametrize("decide", [deciding.accept, deciding.blank, deciding.illegible])
def test_where_two_are_wanted_the_second_must_be_another(decide: Any) -> None:
    page, ada = case(two_reviewers=True)
    bert = awaiting.editor(page.record.collection)
    decide(page, page.current_id, ada)
    first = now(page)
    assert first.status == "corrected"
    assert (awaiting.row(page).wants, awaiting.row(page).author) == ("second", ada)
    with pytest.raises(deciding.OwnText):
        decide(read(page), first.pk, ada)
    assert approving.approve(page.pk, ada) is None, "nor by another door"
    deciding.accept(read(page), first.pk, bert)
    second = now(page)
    assert (second.status, second.author) == ("reviewed", bert)
    assert (second.content(), second.verdict) == (first.content(), first.verdict)
    assert not Review.objects.exists()


@pytest.mark.parametrize("decide", [deciding.accept, deciding.blank, deciding.illegible])
def test_a_decision_that_is_taken_back_leaves_everything_as_it_was(decide: Any) -> None:
    page, ada = case()
    Review.objects.update(assigned=ada, skips={"99": {"why": "hand", "said": ""}})
    Page.objects.filter(pk=page.pk).update(condition="illegible")
    page = read(page)
    was, row = page.current, awaiting.row(page)
    decide(page, page.current_id, ada)
    made = now(page)
    Sample.objects.create(page=page, collection=page.record.collection, machine=1, person_version=made.number,
                          letters=9, wrong_letters=0, words=2, wrong_words=0, person=ada)  # fmt: skip
    back = undoing.undo(ada)
    version = now(page)
    assert back.pk == page.pk
    same = ("made_by", "status", "verdict", "reasons", "engine", "author", "reading")
    assert [getattr(version, name) for name in same] == [getattr(was, name) for name in same]
    assert version.content() == was.content()
    assert read(page).condition == "illegible"
    again = awaiting.row(page)
    assert (again.risk, again.wants, again.assigned, again.skips) == (row.risk, row.wants, ada, row.skips)
    assert page.transcriptions.filter(pk=made.pk).exists(), "nothing is lost"
    assert not Sample.objects.exists(), "what was not decided measured nothing"
    with pytest.raises(undoing.Nothing):
        undoing.undo(ada)


def test_skipping_and_reading_again_are_taken_back() -> None:
    page, ada = case()
    bert = awaiting.editor(page.record.collection)
    deciding.skip(page, page.current_id, ada, "hand")
    deciding.skip(page, page.current_id, bert, "hand")
    undoing.undo(ada)
    assert list(awaiting.row(page).skips) == [str(bert.pk)]
    deciding.again(page, page.current_id, ada)
    undoing.undo(ada)
    assert awaiting.row(page).not_before is None
    assert not Reading.objects.exists()


def test_a_reading_that_has_begun_is_not_taken_back() -> None:
    page, ada = case()
    deciding.again(page, page.current_id, ada)
    Reading.objects.update(lease="somebody")
    with pytest.raises(deciding.Overtaken):
        undoing.undo(ada)
    assert Reading.objects.exists()


def test_nobody_takes_back_what_somebody_else_built_upon() -> None:
    page, ada = case(two_reviewers=True)
    deciding.accept(page, page.current_id, ada)
    deciding.accept(read(page), now(page).pk, awaiting.editor(page.record.collection))
    with pytest.raises(deciding.Overtaken):
        undoing.undo(ada)
    assert now(page).status == "reviewed"


def test_only_decisions_of_reviewing_are_taken_back_and_only_ones_own() -> None:
    page, ada = case()
    approving.approve(page.pk, ada)
    with pytest.raises(undoing.Nothing):
        undoing.undo(ada)
    other, bert = case()
    deciding.accept(other, other.current_id, bert)
    with pytest.raises(undoing.Nothing):
        undoing.undo(ada)
    assert undoing.last(None) is None


def test_who_may_no_longer_edit_takes_nothing_back() -> None:
    page, ada = case()
    deciding.accept(page, page.current_id, ada)
    ada.memberships.all().delete()
    with pytest.raises(deciding.Overtaken):
        undoing.undo(ada)

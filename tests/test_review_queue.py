"""Which texts a person is offered, and in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from archive import rights
from archive.models import Page, Record, Review, Transcription
from archive.reviewing import counting, looking_round, queue
from archive.reviewing.queue import Filters
from tests import awaiting, makers, persons

pytestmark = pytest.mark.django_db


def offered(person: object, **said: object) -> list[int]:
    filters = Filters.of(said)
    return [offer.page for offer in queue.offers(person, rights.reach(person), filters)]  # type: ignore[arg-type]


def test_the_most_worrying_text_comes_first() -> None:
    where = makers.collection()
    ada = awaiting.editor(where)
    plain, doubtful = awaiting.page(where), awaiting.flagged(where)
    kept_out = awaiting.flagged(where, verdict="quarantine")
    assert offered(ada) == [kept_out.pk, doubtful.pk, plain.pk]


def test_nobody_is_offered_what_they_may_not_edit() -> None:
    where, other = makers.collection(visibility="public"), makers.collection(visibility="public")
    mine, theirs = awaiting.page(where), awaiting.page(other)
    ada = awaiting.editor(where)
    assert offered(ada) == [mine.pk]
    assert set(offered(persons.admin())) == {mine.pk, theirs.pk}
    assert offered(persons.member(where, "reader")) == offered(persons.somebody()) == []


def test_what_was_withdrawn_is_for_curators_and_the_trash_for_nobody() -> None:
    where = makers.collection()
    gone, thrown = awaiting.page(where), awaiting.page(where)
    Record.objects.filter(pk=gone.record_id).update(state="withdrawn")
    Record.objects.filter(pk=thrown.record_id).update(trashed_at=timezone.now())
    assert offered(awaiting.editor(where)) == []
    assert offered(persons.member(where, "curator")) == [gone.pk]


def test_filters_let_through_what_they_say() -> None:
    above = makers.collection()
    below = makers.collection(parent=above, languages=["la"])
    ada = awaiting.editor(above)
    loop, script = awaiting.flagged(above, "loop"), awaiting.flagged(below, "script", "quarantine")
    plain = awaiting.page(below)
    Review.objects.filter(page=plain).update(sample=True, assigned=ada)
    assert offered(ada, collection=below.slug) == [script.pk, plain.pk]
    assert offered(ada, collection="no-such-place") == []
    assert offered(ada, reason="loop") == [loop.pk]
    assert offered(ada, reason="loo") == []
    assert offered(ada, language="la") == [script.pk, plain.pk]
    assert offered(ada, verdict="quarantine") == [script.pk]
    assert offered(ada, sample="1") == offered(ada, mine="1") == [plain.pk]
    assert offered(ada, wants="second") == []
    assert len(offered(ada, verdict="nonsense")) == 3


def test_a_second_look_is_never_offered_to_its_author() -> None:
    where = makers.collection(standards={"two_reviewers": True})
    ada, bert = awaiting.editor(where), awaiting.editor(where)
    page = awaiting.page(where, made_by="person", author=ada, status="corrected")
    assert awaiting.row(page).wants == Review.Wants.SECOND
    assert offered(ada) == []
    assert offered(bert) == [page.pk]


def test_what_is_left_to_somebody_is_offered_to_nobody_else() -> None:
    where = makers.collection()
    ada, bert = awaiting.editor(where), awaiting.editor(where)
    page = awaiting.page(where)
    Review.objects.update(assigned=bert)
    assert (offered(ada), offered(bert)) == ([], [page.pk])


def test_what_is_being_read_again_waits_for_its_new_text() -> None:
    where = makers.collection()
    awaiting.page(where)
    Review.objects.update(not_before=timezone.now() + timedelta(hours=1))
    assert offered(awaiting.editor(where)) == []
    Review.objects.update(not_before=timezone.now() - timedelta(hours=1))
    assert len(offered(awaiting.editor(where))) == 1


def test_a_row_whose_page_says_something_else_by_now_is_not_offered() -> None:
    where = makers.collection()
    page = awaiting.page(where)
    newer = Transcription.objects.create(page=page, number=9, made_by="machine", image=page.image)
    Page.objects.filter(pk=page.pk).update(current=newer)
    assert offered(awaiting.editor(where)) == []
    looking_round.look_round()
    assert offered(awaiting.editor(where)) == [page.pk]


@pytest.mark.parametrize("few", [0, 12])
def test_slices_meet_without_gap_or_double(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_FIRST", 2)
    monkeypatch.setattr(queue, "_FEW_PLACES", few)
    above = makers.collection()
    places = [above, makers.collection(parent=above), makers.collection(parent=above)]
    pages = [awaiting.page(places[n % 3]) for n in range(11)]
    for n, page in enumerate(pages):
        Review.objects.filter(page=page).update(risk=100 * (n % 3))
    expected = [r.page_id for r in Review.objects.order_by("-risk", "pk")]
    assert offered(awaiting.editor(above)) == expected == offered(persons.admin())


def test_counts_are_those_of_what_is_offered() -> None:
    above = makers.collection()
    below = makers.collection(parent=above, languages=["la"])
    awaiting.flagged(above, "loop")
    awaiting.flagged(below, "loop", "quarantine")
    awaiting.page(makers.collection())
    Record.objects.filter(pk=awaiting.page(below).record_id).update(state="withdrawn")
    Record.objects.filter(pk=awaiting.page(below).record_id).update(trashed_at=timezone.now())
    ada = awaiting.editor(above)
    found = counting.awaiting(rights.reach(ada))
    assert (found.rows, found.reasons["loop"], found.languages["la"]) == (2, 2, 1)
    assert found.collections == {above.pk: 1, below.pk: 1}
    for said in ({"reason": "loop"}, {"collection": below.slug}, {"verdict": "flag"}, {"language": "la"}):
        assert counting.awaiting(rights.reach(ada), Filters.of(said)).rows == len(offered(ada, **said))
    assert counting.awaiting(rights.reach(persons.member(above, "curator"))).rows == 3
    assert counting.awaiting(rights.reach(persons.admin())).rows == 4
    assert counting.awaiting(rights.reach(persons.somebody())).rows == 0


def test_what_comes_after_is_known_without_taking_it() -> None:
    where = makers.collection()
    ada = awaiting.editor(where)
    first, second = awaiting.flagged(where), awaiting.page(where)
    reach = rights.reach(ada)
    assert queue.following(ada, reach, awaiting.ALL, first.pk) == second.pk
    assert queue.following(ada, reach, awaiting.ALL, second.pk) == first.pk
    assert not Review.objects.exclude(holder=None).exists()


def test_filters_survive_their_address() -> None:
    filters = Filters("letters", "loop", "la", "flag", "look", True, True)
    from django.http import QueryDict

    assert Filters.of(QueryDict(filters.query)) == filters
    assert Filters().query == ""

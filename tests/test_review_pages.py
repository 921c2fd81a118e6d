"""Reviewing on the site: what the pages show, and what their forms do without JavaScript."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive import collections, errands
from archive.blocks import PageText
from archive.models import Collection, Errand, Event, Page, Review, Sample
from archive.reviewing import progress, reserving, sheet
from archive.rights import reach
from ocr_engine.models import Reading
from tests import awaiting, makers, persons

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> Collection:
    return makers.collection()


def open_next(client: Client, query: str = "") -> Page:
    answer = client.get(f"/review/next{query}")
    assert answer.status_code == 302
    address = answer["Location"]
    assert address.startswith("/review/pages/"), address
    return Page.objects.get(pk=int(address.split("?")[0].rsplit("/", 1)[1]))


def decide(client: Client, page: Page, deed: str, query: str = "", **more: Any) -> str:
    said = {"deed": deed, "seen": page.current_id, **more}
    answer = client.post(reverse("review-page", args=[page.pk]) + query, said)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_page_shows_reasons_with_their_places_and_the_text_line_by_line(where: Collection) -> None:
    ada = persons.signed_in(awaiting.editor(where))
    text = "The <b>harbour</b>\nwas quiet"
    evidence = {"boxes": [[0.1, 0.2, 0.3, 0.4], ["nonsense"], [9, 9, 9, 9]], "figures": {}}
    page = awaiting.page(
        where, text, verdict="flag", reasons=[["loop", "A line <i>repeats</i>.", evidence], ["old", "Old."]]
    )
    shown = ada.get(reverse("review-page", args=[page.pk])).content.decode()
    assert "A line &lt;i&gt;repeats&lt;/i&gt;." in shown
    assert shown.count('class="doubted"') == 1
    assert 'x="0.100000" y="0.200000" width="0.200000" height="0.200000"' in shown
    assert "The &lt;b&gt;harbour&lt;/b&gt;" in shown
    assert shown.count('<li dir="auto"') == 2
    assert f"/pages/{page.pk}/edit?from=review" in shown


def test_letters_that_were_read_unsurely_are_marked(where: Collection) -> None:
    block = awaiting.page(where, "sure words").current.content().blocks[0]
    first, second = block.words
    unsure = PageText((replace(block, words=(replace(first, confidence=0.5), second)),))
    (row,) = sheet.shown(unsure)
    assert [(piece.text, piece.unsure) for piece in row.pieces] == [("sure", True), (" words", False)]


def test_one_page_after_the_other_without_javascript(where: Collection) -> None:
    person = awaiting.editor(where)
    ada = persons.signed_in(person)
    first, second = awaiting.flagged(where, verdict="quarantine"), awaiting.flagged(where)
    third, fourth = awaiting.page(where), awaiting.page(where)
    assert open_next(ada) == first
    assert decide(ada, first, "accept") == "/review/next"
    assert open_next(ada) == second
    decide(ada, second, "illegible")
    assert open_next(ada) == third
    decide(ada, third, "skip", why="hand", said="")
    assert open_next(ada) == fourth
    decide(ada, fourth, "blank")
    assert ada.get("/review/next")["Location"] == "/review", "only the one that was passed over is left"
    back = ada.post("/review/undo")["Location"]
    assert back == reverse("review-page", args=[fourth.pk])
    fourth.refresh_from_db()
    assert (fourth.condition, fourth.current.status) == ("ordinary", "machine")
    assert ada.post("/review/undo")["Location"] == "/review", "one step"
    decide(ada, fourth, "again")
    assert Reading.objects.get().page == fourth
    assert ada.post("/review/passed-over").status_code == 302
    assert open_next(ada) == third
    verbs = set(Event.objects.filter(actor=person).values_list("verb", flat=True))
    assert {
        "approved",
        "found_illegible",
        "passed_over",
        "found_blank",
        "took_back_decision",
        "read_again",
    } <= verbs


def test_filters_go_along_from_page_to_page(where: Collection) -> None:
    ada = persons.signed_in(awaiting.editor(where))
    awaiting.flagged(where, "script", "quarantine")
    page = awaiting.flagged(where, "loop")
    assert open_next(ada, "?reason=loop") == page
    assert decide(ada, page, "accept", "?reason=loop") == "/review/next?reason=loop"
    assert ada.get("/review/next?reason=loop")["Location"] == "/review?reason=loop"


def test_two_people_get_different_pages_and_see_who_has_one(where: Collection) -> None:
    ada, bert = awaiting.editor(where, "ada"), awaiting.editor(where, "bert")
    awaiting.page(where), awaiting.page(where)
    one, other = open_next(persons.signed_in(ada)), open_next(persons.signed_in(bert))
    assert one != other
    shown = persons.signed_in(bert).get(reverse("review-page", args=[one.pk])).content.decode()
    assert "<bdi>ada</bdi> has this page before them" in shown
    assert 'id="decide"' not in shown


def test_a_decision_about_a_text_that_changed_says_so_and_does_nothing(where: Collection) -> None:
    ada = persons.signed_in(awaiting.editor(where))
    page = awaiting.page(where)
    seen = page.current_id
    decide(persons.signed_in(awaiting.editor(where)), page, "accept")
    answer = ada.post(reverse("review-page", args=[page.pk]), {"deed": "blank", "seen": seen}, follow=True)
    assert "nothing was done" in answer.content.decode()
    page.refresh_from_db()
    assert (page.condition, page.transcriptions.count()) == ("ordinary", 2)
    for nonsense in ({"deed": "burn"}, {}):
        assert ada.post(reverse("review-page", args=[page.pk]), nonsense).status_code == 400
    decide(ada, page, "accept", seen="²")


def test_ones_own_text_is_not_offered_for_a_decision() -> None:
    where = makers.collection(standards={"two_reviewers": True})
    ada = awaiting.editor(where)
    page = awaiting.page(where, made_by="person", author=ada, status="corrected")
    client = persons.signed_in(ada)
    shown = client.get(reverse("review-page", args=[page.pk])).content.decode()
    assert "second person" in shown
    assert 'id="decide"' not in shown
    decide(client, page, "accept")
    assert page.transcriptions.count() == 1


def test_a_page_tells_that_somebody_is_there_and_that_they_left(where: Collection) -> None:
    person, other = awaiting.editor(where), awaiting.editor(where)
    ada = persons.signed_in(person)
    page = awaiting.page(where)
    ada.get(reverse("review-page", args=[page.pk]))
    first = awaiting.row(page).held_until
    until = ada.post(reverse("review-hold", args=[page.pk])).json()["until"]
    assert awaiting.row(page).held_until > first
    assert persons.signed_in(other).post(reverse("review-hold", args=[page.pk])).status_code == 409
    leave = reverse("review-leave", args=[page.pk])
    for late in (first.isoformat(), "nonsense", "2026-99-99T00:00:00Z", ""):
        assert ada.post(leave, {"until": late}).status_code == 204
        assert awaiting.row(page).holder == person
    ada.post(leave, {"until": until})
    assert awaiting.row(page).holder is None


def test_the_rooms_show_numbers_that_the_person_may_know(where: Collection) -> None:
    ada = persons.signed_in(awaiting.editor(where, "ada"))
    awaiting.flagged(where, "loop")
    mine = awaiting.page(where)
    Review.objects.filter(page=mine).update(assigned=persons.User.objects.get(username="ada"))
    awaiting.flagged(makers.collection(), "script")
    shown = ada.get("/review").content.decode()
    assert "2 texts await" in shown
    assert 'value="loop"' in shown
    assert 'value="script"' not in shown
    assert "Left to me" in shown
    assert "1 text awaits" in ada.get("/review?verdict=flag").content.decode()


def test_a_measured_error_rate_is_shown_to_editors_alone() -> None:
    where = makers.collection(visibility="public")
    for wrong in (0, 4):
        page = awaiting.page(where)
        Sample.objects.create(page=page, collection=where, machine=1, person_version=2, letters=100,
                              wrong_letters=wrong, words=20, wrong_words=1)  # fmt: skip
    ada = persons.signed_in(awaiting.editor(where))
    for path in ("/review", reverse("collection", args=[where.slug])):
        assert "2.0 %" in ada.get(path).content.decode()
    assert "2.0 %" not in Client().get(reverse("collection", args=[where.slug])).content.decode()


def test_progress_counts_each_page_once(where: Collection) -> None:
    below = collections.create("within", "Within", where)
    awaiting.page(where), awaiting.flagged(where), awaiting.flagged(below, verdict="quarantine")
    awaiting.page(below, made_by="person", status="corrected")
    awaiting.page(below, made_by="person", status="reviewed", verdict="flag")
    makers.page(makers.record(where))
    makers.transcribed("thrown away", of=makers.record(where, trashed_at=timezone.now()))
    found = progress.summed(progress.standings(), [where.pk, below.pk])
    assert found == progress.Standing(machine=1, flagged=1, quarantined=1, corrected=1, reviewed=1, unread=1)
    assert (found.pages, found.looked_at) == (6, 2)


def test_deeds_are_counted_by_person_and_day_for_those_who_work_there(where: Collection) -> None:
    ada, bert = awaiting.editor(where, "ada"), awaiting.editor(makers.collection(), "bert")
    for person, n in ((ada, 3), (bert, 1)):
        for _ in range(n):
            page = awaiting.page(person.memberships.get().collection)
            decide(persons.signed_in(person), page, "accept")
    (mine,) = progress.deeds(ada, reach(ada))
    assert (mine.name, mine.reviewed, mine.today, mine.week, mine.days[-1]) == ("ada", 3, 3, 3, 3)
    assert [one.name for one in progress.deeds(None, reach(None))] == ["ada", "bert"]


def test_the_command_tells_all_of_it(where: Collection) -> None:
    awaiting.flagged(where)
    page = awaiting.page(where)
    Sample.objects.create(page=page, collection=where, machine=1, person_version=2, letters=100,
                          wrong_letters=1, words=20, wrong_words=1)  # fmt: skip
    said = StringIO()
    call_command("review", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert (told["awaiting"], told["reasons"]) == (2, {"loop": 1})
    assert told["collections"][where.slug]["pages"]["flagged"] == 1
    assert told["collections"][where.slug]["errors"]["wrong"]["share"] == 0.01
    plain = StringIO()
    call_command("review", stdout=plain)
    assert "2 texts await" in plain.getvalue()


def test_next_costs_the_same_however_many_pages_await(
    where: Collection, django_assert_max_num_queries: Any
) -> None:
    person = awaiting.editor(where)
    for _ in range(60):
        awaiting.page(where)
    with django_assert_max_num_queries(8):
        assert reserving.take(person, awaiting.ALL)


STANDARDS = {
    "title": "Letters", "visibility": "members", "slug": "letters", "standards-two_reviewers": "yes",
    "standards-sample_share": "12.5", "standards-priority": "2", "standards-letters": "ſ þ",
    "standards-second_engine": "", "standards-second_share": "", "standards-bounds": "doubted = 0.4\nloop_words=30",
}  # fmt: skip


def test_standards_are_said_on_the_collections_form(where: Collection) -> None:
    curator = persons.signed_in(persons.member(where, "curator"))
    address = reverse("collection-describe", args=[where.slug])
    Collection.objects.filter(pk=where.pk).update(standards={"of_a_later_release": 1})
    assert curator.post(address, STANDARDS).status_code == 302
    where.refresh_from_db()
    assert where.standards == {
        "of_a_later_release": 1,
        "two_reviewers": True,
        "sample_share": 0.125,
        "priority": 2,
        "letters": "ſ þ",
        "bounds": {"doubted": 0.4, "loop_words": 30.0},
    }
    assert Event.objects.filter(verb="described").first().after["standards"]["priority"] == 2  # type: ignore[union-attr]
    assert Errand.objects.get(verb="weigh").scope == {"collection": where.pk}
    shown = curator.get(reverse("collection-describe", args=["letters"])).content.decode()
    assert "12.5" in shown
    assert "doubted = 0.4" in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [("sample_share", "101"), ("second_engine", "os.system"), ("bounds", "doubted"), ("bounds", "a = nan"),
     ("bounds", "= 3"), ("bounds", "a b = 3"), ("priority", "9"), ("letters", "x" * 601)],
)  # fmt: skip
def test_standards_that_make_no_sense_are_refused(where: Collection, field: str, value: str) -> None:
    curator = persons.signed_in(persons.member(where, "curator"))
    answer = curator.post(
        reverse("collection-describe", args=[where.slug]), STANDARDS | {f"standards-{field}": value}
    )
    assert answer.status_code == 200
    where.refresh_from_db()
    assert where.standards == {}
    assert not errands.pages_of(Errand(verb="weigh", operator=True, scope={})).exists()


def test_what_comes_from_above_is_shown_and_empty_means_as_above() -> None:
    above = makers.collection(standards={"two_reviewers": True, "letters": "ꝛ ꝑ", "sample_share": 0.2})
    below = collections.create("within", "Within", above)
    curator = persons.signed_in(persons.member(above, "curator"))
    shown = curator.get(reverse("collection-describe", args=[below.slug])).content.decode()
    assert "as above: yes" in shown
    assert 'placeholder="ꝛ ꝑ"' in shown
    assert 'placeholder="20"' in shown
    empty = dict.fromkeys(STANDARDS, "") | {"title": "Within", "visibility": "members", "slug": "within"}
    curator.post(reverse("collection-describe", args=[below.slug]), empty)
    below.refresh_from_db()
    assert below.standards == {}


@pytest.mark.parametrize(
    ("said", "status"), [("doubted = 0.4", 302), ("doubtet = 0.4", 200), ("doubted = many", 200), ("doubted", 200)]
)
def test_bounds_that_the_gate_does_not_have_are_refused(where: Collection, said: str, status: int) -> None:
    curator = persons.signed_in(persons.member(where, "curator"))
    address = reverse("collection-describe", args=[where.slug])
    assert curator.post(address, STANDARDS | {"standards-bounds": said}).status_code == status

"""From hit to hit: over the pages of a record, and along the list of results."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from archive import rights
from archive.models import Page, Record, Transcription
from search import follower, trail
from search.views.asked import MOST
from tests import leaves

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
SOMEBODY = AnonymousUser()
EXACT = '"lighthouse"'  # by its letters alone, not by meaning


@pytest.fixture
def book(home: Path) -> list[Page]:
    """Six pages; the lighthouse stands on the first, third and sixth."""
    where = leaves.collection(visibility="public")
    record = leaves.record(where, title="A logbook")
    said = ["lighthouse", "nothing here", "the lighthouse again", "still nothing", "an empty day", "lighthouses"]
    pages = [leaves.page(f"{text} in the harbour town", of=record) for text in said]
    leaves.page("lighthouse elsewhere", of=leaves.record(where, title="A letter"))
    follower.catch_up()
    return pages


def test_the_pages_of_a_record_with_the_words_come_in_its_order(book: list[Page]) -> None:
    held = trail.in_record("lighthouse", book[0].record_id, SOMEBODY)
    assert [pk for _order, pk in held] == [book[0].pk, book[2].pk, book[5].pk]
    assert trail.in_record("lighthouse -again", book[0].record_id, SOMEBODY)[1][1] == book[5].pk
    assert [pk for _o, pk in trail.in_record('"lighthouse again"', book[0].record_id, SOMEBODY)] == [book[2].pk]
    assert trail.in_record("-lighthouse", book[0].record_id, SOMEBODY) == []


def test_a_page_leads_to_the_next_and_the_previous_one_with_the_words(book: list[Page]) -> None:
    said = Client().get(book[2].get_absolute_url(), {"q": "lighthouse"}).content.decode()
    assert f'href="{book[0].get_absolute_url()}?q=lighthouse#hit=last"' in said
    assert f'href="{book[5].get_absolute_url()}?q=lighthouse#hit=first"' in said
    assert "2 of 3 pages with the words" in said
    between = Client().get(book[3].get_absolute_url(), {"q": "lighthouse"}).content.decode()
    assert f"{book[2].get_absolute_url()}?q=lighthouse#hit=last" in between
    assert "3 other pages" in between


def test_the_marks_of_another_word_say_where_else_it_stands(book: list[Page]) -> None:
    told = Client().get(reverse("marks", args=[book[2].pk]), {"q": "lighthouse"}).json()
    assert (told["pages"], told["place"]) == (3, 2)
    assert told["next"] == book[5].get_absolute_url()
    assert told["previous"] == book[0].get_absolute_url()


def test_quarantined_and_hidden_pages_are_no_steps(book: list[Page]) -> None:
    Transcription.objects.filter(pk=book[2].current_id).update(verdict=Transcription.Verdict.QUARANTINE)
    assert len(trail.in_record("lighthouse", book[0].record_id, SOMEBODY)) == 2
    Record.objects.filter(pk=book[0].record_id).update(state=Record.State.DRAFT)
    assert trail.in_record("lighthouse", book[0].record_id, SOMEBODY) == []


def test_collections_count_only_what_the_person_may_see(book: list[Page]) -> None:
    public = book[0].record.collection
    leaves.page("lighthouse secret", of=leaves.record(leaves.collection("hidden", visibility="members")))
    follower.catch_up()
    assert trail.by_collection("lighthouse", rights.reach(SOMEBODY)) == ({public.pk: 4}, False)
    said = Client().get("/search", {"q": "lighthouse"}).content.decode()
    assert "(4)" in said
    assert "Hidden" not in said


def test_results_lead_into_the_viewer_and_from_one_to_the_next(book: list[Page]) -> None:
    client = Client()
    shown = client.get("/search", {"q": EXACT}).context["shown"]
    assert [each.rank for each in shown] == [1, 2, 3]
    for number, each in enumerate(shown, 1):
        answer = client.get(reverse("search-step"), {"q": EXACT, "n": number})
        assert answer["Location"] == each.address
    page = client.get(shown[1].address).content.decode()
    assert "/search/step?q=%22lighthouse%22&amp;n=1" in page
    assert "/search/step?q=%22lighthouse%22&amp;n=3" in page
    end = client.get(reverse("search-step"), {"q": EXACT, "n": 4})
    assert end["Location"] == "/search?q=%22lighthouse%22&at=3"
    assert client.get(end["Location"]).status_code == 200


@pytest.mark.parametrize("n", ["0", "-1", "x", "", "²", "9" * 30])
def test_a_step_to_nonsense_goes_back_to_the_list(book: list[Page], n: str) -> None:
    answer = Client().get(reverse("search-step"), {"q": "lighthouse", "n": n})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/search?q=lighthouse")


def test_a_search_within_one_record_finds_its_pages_only(book: list[Page]) -> None:
    shown = Client().get("/search", {"q": "lighthouse", "record": book[0].record_id}).context["shown"]
    assert {each.hit.record_id for each in shown} == {book[0].record_id}
    assert all(f"record={book[0].record_id}" in each.address for each in shown)


def test_results_come_in_screens_that_join_without_gap(book: list[Page]) -> None:
    record = leaves.record(leaves.collection(visibility="public"), title="Many")
    for number in range(27):
        leaves.page(f"lighthouse day {number}", of=record)
    follower.catch_up()
    client, seen, address = Client(), [], "/search?q=%22lighthouse%22"
    while address:
        context = client.get(address).context
        seen += [each.hit.page_id for each in context["shown"]]
        address = f"/search{context['later']}" if context["later"] else ""
    assert len(seen) == len(set(seen)) == 30
    at = client.get("/search?q=%22lighthouse%22&at=25").context
    assert (at["first"], at["last"]) == (21, 30)


def test_the_record_says_on_which_of_its_pages_the_words_stand(book: list[Page]) -> None:
    answer = Client().get(book[0].record.get_absolute_url(), {"q": "lighthouse"})
    assert answer.context["guide"]["found"] == {1: book[0].pk, 3: book[2].pk, 6: book[5].pk}
    assert "3 pages hold the words" in answer.content.decode()


def test_a_record_is_found_by_its_name(book: list[Page]) -> None:
    said = Client().get("/search", {"q": "logbook"}).content.decode()
    assert book[0].record.get_absolute_url() in said


def test_beyond_the_last_result_one_can_walk_to_comes_the_list() -> None:
    answer = Client().get(reverse("search-step"), {"q": "lighthouse", "n": MOST + 1})
    assert answer.headers["Location"] == reverse("search") + f"?q=lighthouse&at={MOST}"

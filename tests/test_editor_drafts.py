"""Drafts: kept as they are typed, by one person for one page, bounded, and offered again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.models import Draft, Page, Review
from archive.reviewing import reserving, weighing
from archive.reviewing.queue import Filters
from tests import persons
from tests.test_editor_saving import grace, leaf, wanted

__all__ = ["grace", "leaf"]
pytestmark = pytest.mark.django_db


def put(person: User | None, page: Page, said: object) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said)
    client = persons.signed_in(person)
    return client.put(reverse("page-draft", args=[page.pk]), body, content_type="application/json")


def test_a_draft_is_one_for_a_person_and_a_page_and_is_offered_again(leaf: Page, grace: User) -> None:
    for word in ("harbour", "harbor"):
        Draft.objects.update(at="2020-01-01T00:00Z")
        said = {"base": 1, "wanted": wanted(leaf, harbuor=word)}
        assert put(grace, leaf, said).status_code == 200
    kept = Draft.objects.get()
    assert (kept.person, kept.base) == (grace, 1)
    rows = [row["text"] for row in kept.content["regions"][0]["rows"]]
    assert rows == ["The harbor was quiet", "and nobody came"]
    page = persons.signed_in(grace).get(reverse("page-edit", args=[leaf.pk]))
    assert page.context["begun"]["draft"]["wanted"] == kept.content
    ada = persons.member(leaf.record.collection, "editor", "ada")
    page = persons.signed_in(ada).get(reverse("page-edit", args=[leaf.pk]))
    assert page.context["begun"]["draft"] is None, "nobody else's"


def test_throwing_it_away_throws_ones_own_away(leaf: Page, grace: User) -> None:
    ada = persons.member(leaf.record.collection, "editor", "ada")
    for person in (grace, ada):
        put(person, leaf, {"base": 1, "wanted": wanted(leaf)})
    assert persons.signed_in(ada).delete(reverse("page-draft", args=[leaf.pk])).status_code == 204
    assert Draft.objects.get().person == grace


def test_whoever_writes_on_a_page_is_not_handed_a_second_reader(leaf: Page, grace: User) -> None:
    weighing.weigh(leaf, leaf.current)
    ada = persons.member(leaf.record.collection, "editor", "ada")
    put(grace, leaf, {"base": 1, "wanted": wanted(leaf)})
    assert Review.objects.get(page=leaf).holder == grace
    assert reserving.take(ada, Filters()) is None


def test_who_sends_drafts_without_a_pause_is_asked_to_wait(leaf: Page, grace: User) -> None:
    said = {"base": 1, "wanted": wanted(leaf)}
    assert put(grace, leaf, said).status_code == 200
    answer = put(grace, leaf, said)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "1"


@pytest.mark.parametrize(
    "said",
    [b"{", b"[]", {"base": 1}, {"base": None, "wanted": {"regions": []}}, {"base": 1, "wanted": {"regions": 7}}],
)
def test_nonsense_is_not_kept(leaf: Page, grace: User, said: object) -> None:
    assert put(grace, leaf, said).status_code in {400, 422}
    assert not Draft.objects.exists()


def test_only_editors_keep_drafts(leaf: Page) -> None:
    said = {"base": 1, "wanted": wanted(leaf)}
    assert put(None, leaf, said).status_code == 403
    assert put(persons.member(leaf.record.collection, "reader"), leaf, said).status_code == 404
    assert put(persons.somebody(), leaf, said).status_code == 404
    assert not Draft.objects.exists()


def test_a_draft_that_a_database_could_not_keep_is_made_storable(leaf: Page, grace: User) -> None:
    text = b'[{"kind": "text", "rows": [{"text": "a\\u0000\\ud800"}]}]'
    row = b'{"base": 1, "wanted": {"regions": ' + text + b', "x": "\\u0000"}}'
    assert put(grace, leaf, row).status_code == 200
    assert "\\u0000" not in json.dumps(Draft.objects.get().content)
    assert "x" not in Draft.objects.get().content, "nothing is kept but the text"


def test_what_is_still_to_be_chosen_is_kept_with_it(leaf: Page, grace: User) -> None:
    clash = {"region": 0, "row": 1, "base": "a", "mine": "b", "theirs": "c"}
    said = {"base": 1, "wanted": wanted(leaf) | {"clashes": [clash | {"more": "x"}]}}
    assert put(grace, leaf, said).status_code == 200
    assert Draft.objects.get().content["clashes"] == [clash]
    wrong: list[object] = [[7], [{}], [clash | {"mine": 7}], [clash | {"row": "x"}]]
    for nonsense in wrong:
        Draft.objects.all().delete()
        assert put(grace, leaf, {"base": 1, "wanted": wanted(leaf) | {"clashes": nonsense}}).status_code == 422

"""What the editor sends is saved, refused in a sentence, or put together with what somebody else wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from archive import transcriptions
from archive.models import Draft, Page, Transcription
from archive.views.editor import laid_out
from tests import makers, persons

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaf() -> Page:
    where = makers.collection(visibility="public")
    return makers.transcribed("The harbuor was quiet\nand nobody came", "At noon", of=makers.record(where))


@pytest.fixture
def grace(leaf: Page) -> User:
    return persons.member(leaf.record.collection, "editor", "grace")


def wanted(page: Page, **instead: str) -> dict[str, Any]:
    """The page as it stands, with some words instead of others."""
    regions = laid_out.begun_from(page, page.current)["regions"]
    return {
        "regions": [
            {
                "from": r,
                "kind": region["kind"],
                "rows": [
                    {
                        "from": [[r, i]],
                        "text": " ".join(instead.get(w, w) for w in row["text"].split(" ")),
                        "box": None,
                    }
                    for i, row in enumerate(region["rows"])
                ],
            }
            for r, region in enumerate(regions)
        ]
    }


def send(person: User | None, page: Page, said: object, name: str = "page-save", query: str = "") -> Any:
    body = said if isinstance(said, bytes | str) else json.dumps(said)
    address = reverse(name, args=[page.pk]) + query
    return persons.signed_in(person).post(address, body, content_type="application/json")


def text_of(page: Page) -> str:
    page.refresh_from_db()
    assert page.current
    return page.current.content().text


def test_what_is_sent_becomes_the_next_version_and_the_draft_goes(leaf: Page, grace: User) -> None:
    Draft.objects.create(page=leaf, person=grace, base=1, content={})
    said = {"base": 1, "wanted": wanted(leaf, harbuor="harbour"), "note": " One word. "}
    answer = send(grace, leaf, said)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["saved"], told["status"], told["onward"]) == (2, "corrected", leaf.get_absolute_url())
    assert told["base"]["regions"][0]["rows"][0]["text"] == "The harbour was quiet"
    assert text_of(leaf).startswith("The harbour was quiet")
    assert leaf.current
    assert (leaf.current.author, leaf.current.note) == (grace, "One word.")
    assert not Draft.objects.exists()


def test_saving_and_approving_says_that_the_text_was_reviewed(leaf: Page, grace: User) -> None:
    told = send(grace, leaf, {"base": 1, "wanted": wanted(leaf), "status": "reviewed"}).json()
    assert told["status"] == "reviewed"
    assert told["saved"] == 2


def test_nothing_is_saved_where_nothing_is_different(leaf: Page, grace: User) -> None:
    told = send(grace, leaf, {"base": 1, "wanted": wanted(leaf)}).json()
    assert told["same"] is True
    assert leaf.transcriptions.count() == 1


def test_after_the_queue_one_goes_on_with_the_queue_and_nowhere_else(leaf: Page, grace: User) -> None:
    said = {"base": 1, "wanted": wanted(leaf)}
    assert send(grace, leaf, said, query="?from=review").json()["onward"] == "/review/next"
    for elsewhere in ("https://evil.example/", "//evil.example", "/admin/", "record"):
        assert send(grace, leaf, said, query=f"?from={elsewhere}").json()["onward"] == leaf.get_absolute_url()


def test_a_late_save_changes_nothing_and_is_put_together(leaf: Page, grace: User) -> None:
    ada = persons.member(leaf.record.collection, "editor", "ada")
    mine, theirs = (
        wanted(leaf, harbuor="harbour", nobody="no-one"),
        wanted(leaf, nobody="somebody", noon="midnight"),
    )
    assert send(ada, leaf, {"base": 1, "wanted": theirs}).status_code == 200
    answer = send(grace, leaf, {"base": 1, "wanted": mine})
    assert answer.status_code == 409
    told = answer.json()
    assert (told["author"], told["base"]["number"]) == ("ada", 2)
    rows = [row["text"] for region in told["wanted"]["regions"] for row in region["rows"]]
    assert "At midnight" in rows
    assert [(c["mine"], c["theirs"]) for c in told["clashes"]]
    assert "no-one" in told["clashes"][0]["mine"]
    assert leaf.transcriptions.count() == 2
    merged = send(grace, leaf, {"base": 1, "wanted": mine}, "page-merge")
    assert merged.status_code == 200
    assert merged.json() == told
    assert send(grace, leaf, {"base": 2, "wanted": told["wanted"]}).status_code == 200, (
        "what is merged can be saved"
    )


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        ({}, 422),
        ({"base": "1"}, 422),
        ({"base": True, "wanted": {"regions": []}}, 422),
        ({"base": -1, "wanted": {"regions": []}}, 422),
        ({"base": 2**40, "wanted": {"regions": []}}, 422),
        ({"base": 1, "wanted": None}, 422),
        ({"base": 1, "wanted": {"regions": {}}}, 422),
        ({"base": 1, "wanted": {"regions": [{"kind": "poem", "rows": []}]}}, 422),
        ({"base": 1, "wanted": {"regions": [{"kind": "text", "rows": [{"text": "a\nb"}]}]}}, 422),
        ({"base": 1, "wanted": {"regions": [{"kind": "text", "from": 7, "rows": [{"text": "a"}]}]}}, 422),
        ({"base": 1, "wanted": {"regions": [{"kind": "text", "rows": [{"text": "a", "from": [[0, 99]]}]}]}}, 422),
        ({"base": 1, "wanted": {"regions": [{"kind": "text", "box": [1, 1, 0, 0], "rows": [{"text": "a"}]}]}}, 422),
        ('{"base": 1, "wanted": {"regions": [{"kind": "text", "box": [NaN, 0, 1, 1], "rows": []}]}}', 422),
        ({"base": 1, "wanted": {"regions": []}, "note": 7}, 422),
        ({"base": 1, "wanted": {"regions": []}, "note": "x" * 2000}, 422),
        ({"base": 1, "wanted": {"regions": []}, "status": "machine"}, 422),
    ],
)
def test_nonsense_is_refused_in_a_sentence(leaf: Page, grace: User, said: object, status: int) -> None:
    answer = send(grace, leaf, said)
    assert answer.status_code == status, answer.content
    assert answer.json()["said"].endswith(".")
    assert leaf.transcriptions.count() == 1


def test_more_than_a_page_can_hold_is_not_read_to_its_end(leaf: Page, grace: User) -> None:
    answer = send(grace, leaf, b'{"base": 1, "x": "' + b"x" * 8_000_001 + b'"}')
    assert answer.status_code == 413


def test_a_merge_with_a_version_that_never_was_is_refused(leaf: Page, grace: User) -> None:
    for name in ("page-save", "page-merge"):
        assert send(grace, leaf, {"base": 9, "wanted": wanted(leaf)}, name).status_code == 422


def test_what_nul_and_lone_surrogates_become_can_be_stored(leaf: Page, grace: User) -> None:
    text = '[{"kind": "text", "rows": [{"text": "a\\u0000b\\ud800c"}]}]'
    row = '{"base": 1, "wanted": {"regions": ' + text + '}, "note": "\\ud800"}'
    assert send(grace, leaf, row).status_code == 200
    assert text_of(leaf) == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"


def test_a_forged_request_is_refused(leaf: Page, grace: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(grace)
    address = reverse("page-save", args=[leaf.pk])
    assert client.post(address, "{}", content_type="application/json").status_code == 403


def test_who_is_signed_out_is_told_so_and_who_may_not_edit_finds_nothing(leaf: Page) -> None:
    said = {"base": 1, "wanted": wanted(leaf, harbuor="harbour")}
    reader = persons.member(leaf.record.collection, "reader")
    for name in ("page-save", "page-merge"):
        assert send(None, leaf, said, name).status_code == 403
        assert send(reader, leaf, said, name).status_code == 404
    assert leaf.transcriptions.count() == 1


def test_other_readings_are_offered_where_they_differ_but_not_the_one_that_was_corrected(
    leaf: Page, grace: User
) -> None:
    Transcription.objects.filter(page=leaf).update(reading=1)
    leaf.current.refresh_from_db()  # type: ignore[union-attr]
    other = makers.transcribed("The harbour was quiet\nand nobody came", "At noon").current
    assert other
    transcriptions.add(leaf, other.content(), turn=0, made_by="machine", engine="other", reading=2)
    rows = laid_out.begun_from(leaf, leaf.current)["regions"][0]["rows"]
    assert rows[0]["offers"] == [[4, 11, "harbour"]]
    assert send(grace, leaf, {"base": 1, "wanted": wanted(leaf, harbuor="harbour")}).status_code == 200
    leaf.refresh_from_db()
    rows = laid_out.begun_from(leaf, leaf.current)["regions"][0]["rows"]
    assert rows[0]["offers"] == [], "neither the same word nor the mistake that was corrected"


def test_places_are_counted_as_browsers_count_letters() -> None:
    page = makers.transcribed("\U0001d504 harbour")
    words = laid_out.begun_from(page, page.current)["regions"][0]["rows"][0]["words"]
    assert [(start, end) for start, end, *_ in words] == [(0, 2), (3, 10)]

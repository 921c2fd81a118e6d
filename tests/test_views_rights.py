"""Every page of the site × every kind of person × every state of a record, against the table of rights."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive import collections
from archive.models import Membership, Page, Record, Transcription
from tests import makers, scanned

pytestmark = pytest.mark.django_db
PEOPLE = ("visitor", "stranger", "reader", "editor", "curator", "admin")
EDITORS = {"editor", "curator", "admin"}
MEMBERS = EDITORS | {"reader"}
EVERYBODY = set(PEOPLE)
#: state -> who sees it, and who sees a tombstone instead
STATES = {
    "open": (EVERYBODY, set()),
    "members": (MEMBERS, set()),
    "draft": (EDITORS, set()),
    "embargoed": (EDITORS, set()),
    "withdrawn": ({"curator", "admin"}, EVERYBODY - {"curator", "admin"}),
    "withdrawn from members": ({"curator", "admin"}, {"reader", "editor"}),
    "trashed": (set(), set()),
}


def record_in(state: str) -> Record:
    public = "public" if state in {"open", "draft", "embargoed", "withdrawn", "trashed"} else "members"
    fields: dict[str, object] = {}
    if state == "draft":
        fields["state"] = Record.State.DRAFT
    if state.startswith("withdrawn"):
        fields["state"] = Record.State.WITHDRAWN
    if state == "embargoed":
        fields["embargo_until"] = timezone.now() + timedelta(days=1)
    if state == "trashed":
        fields["trashed_at"] = timezone.now()
    return makers.record(makers.collection(visibility=public), title="The secret of Gull Point", **fields)


def signed_in(person: str, record: Record) -> Client:
    client = Client()
    if person != "visitor":
        user = get_user_model().objects.create_user(person, is_superuser=person == "admin")
        if person in {"reader", "editor", "curator"}:
            Membership.objects.create(collection=record.collection, person=user, role=person)
        client.force_login(user)
    return client


def addresses(page: Page) -> dict[str, str]:
    level = 11
    return {
        "record": reverse("record", args=[page.record_id]),
        "progress": reverse("progress", args=[page.record_id]),
        "page": reverse("page", args=[page.pk]),
        "tile": reverse("tile", args=[page.pk, level, 0, 0]),
        "crop": reverse("crop", args=[page.pk]) + "?box=0.1,0.1,0.5,0.2&w=300",
        "thumb": reverse("thumb", args=[page.pk]),
        "image": reverse("image", args=[page.pk]),
        "text": reverse("page-text", args=[page.pk]),
        "markdown": reverse("page-markdown", args=[page.pk]),
        "marks": reverse("marks", args=[page.pk]) + "?q=harbour",
        "json": reverse("page-json", args=[page.pk]),
        "original": reverse("original", args=[page.original_id]),
    }


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("person", PEOPLE)
def test_each_address_opens_to_exactly_those_the_table_names(person: str, state: str) -> None:
    page = scanned.page(of=record_in(state))
    client = signed_in(person, page.record)
    seen, tombstone = STATES[state]
    for name, address in addresses(page).items():
        answer = client.get(address)
        stone = person in tombstone and name in {"record", "progress", "page"}
        expected = 200 if person in seen else 410 if stone else 404
        if name == "marks":  # an empty list: a page nobody may know of looks like one without the word
            assert bool(answer.json()["marks"]) == (person in seen)
            continue
        assert answer.status_code == expected, f"{name} answers {answer.status_code}"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("person", PEOPLE)
def test_counts_and_titles_tell_nobody_of_what_they_may_not_see(person: str, state: str) -> None:
    page = scanned.page(of=record_in(state))
    client = signed_in(person, page.record)
    seen = person in STATES[state][0]
    home = client.get("/").content.decode()
    assert ("The secret of Gull Point" in home) == seen
    assert ("1 record" in home) == seen
    inside = client.get(reverse("collection", args=[page.record.collection.slug]))
    if inside.status_code == 200:
        assert ("The secret of Gull Point" in inside.content.decode()) == seen
        assert ("1 page" in inside.content.decode()) == seen
    else:
        assert not seen


@pytest.mark.parametrize("person", PEOPLE)
def test_quarantined_text_is_for_editors_only(person: str) -> None:
    page = scanned.page("unbelievable words", of=record_in("open"), verdict=Transcription.Verdict.QUARANTINE)
    client = signed_in(person, page.record)
    may = person in EDITORS
    for name in ("text", "markdown", "json"):
        assert client.get(addresses(page)[name]).status_code == (200 if may else 404)
    assert ("unbelievable" in client.get(addresses(page)["page"]).content.decode()) == may


@pytest.mark.parametrize("person", PEOPLE)
def test_flagged_text_is_shown_to_all_and_said_to_be_doubtful(person: str) -> None:
    page = scanned.page("harbour words", of=record_in("open"), verdict=Transcription.Verdict.FLAG)
    shown = signed_in(person, page.record).get(addresses(page)["page"]).content.decode()
    assert "harbour" in shown
    assert "doubtful" in shown


def test_rights_are_inherited_from_the_collection_above() -> None:
    above = makers.collection(visibility="members")
    below = collections.create("below", "Below", above, visibility="members")
    page = scanned.page(of=makers.record(below))
    user = get_user_model().objects.create_user("reader")
    client = Client()
    client.force_login(user)
    assert client.get(addresses(page)["page"]).status_code == 404
    Membership.objects.create(collection=above, person=user, role="reader")
    assert client.get(addresses(page)["page"]).status_code == 200


def test_an_embargo_ends_by_the_clock() -> None:
    page = scanned.page(of=record_in("embargoed"))
    assert Client().get(addresses(page)["page"]).status_code == 404
    Record.objects.filter(pk=page.record_id).update(embargo_until=timezone.now() - timedelta(seconds=1))
    assert Client().get(addresses(page)["page"]).status_code == 200


def test_what_only_some_may_see_is_kept_by_no_shared_cache() -> None:
    page = scanned.page(of=record_in("members"))
    client = signed_in("reader", page.record)
    for name in ("tile", "crop", "thumb", "image", "text", "json", "original"):
        assert "private" in client.get(addresses(page)[name])["Cache-Control"], name


def test_a_kept_picture_is_not_confirmed_to_those_who_may_no_longer_see_it() -> None:
    page = scanned.page(of=record_in("open"))
    address = addresses(page)["thumb"]
    etag = Client().get(address)["ETag"]
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304
    Record.objects.filter(pk=page.record_id).update(state=Record.State.DRAFT)
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 404

"""The pages on which collections are made, described, moved and deleted: who may, and what they say."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive import collections
from archive.models import Collection, Event, Page
from tests import makers, persons

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> Collection:
    return makers.collection(parent=makers.collection())


def described(**changes: object) -> dict[str, object]:
    return {
        "title": "Harbour",
        "slug": "harbour",
        "description": "",
        "visibility": "members",
        "languages": ["en"],
    } | changes


def test_the_desk_is_for_those_who_edit_somewhere(where: Collection) -> None:
    for kind in persons.KINDS:
        answer = persons.signed_in(persons.of_kind(kind, where)).get(reverse("desk"))
        assert (answer.status_code == 200) == (kind not in ("visitor", "stranger", "reader")), kind


@pytest.mark.parametrize("kind", persons.KINDS)
@pytest.mark.parametrize("name", ["collection-describe", "collection-delete", "collection-people"])
def test_pages_of_a_collection_are_for_its_curators_and_for_others_not_there(
    kind: str, name: str, where: Collection
) -> None:
    client = persons.signed_in(persons.of_kind(kind, where))
    address = reverse(name, args=[where.slug])
    assert client.get(address).status_code == (200 if kind in persons.CURATE else 404)


@pytest.mark.parametrize("kind", persons.KINDS)
def test_only_its_curators_describe_a_collection(kind: str, where: Collection) -> None:
    client = persons.signed_in(persons.of_kind(kind, where))
    answer = client.post(reverse("collection-describe", args=[where.slug]), described())
    assert answer.status_code == (302 if kind in persons.CURATE else 404)
    where.refresh_from_db()
    assert (where.title == "Harbour") == (kind in persons.CURATE)


@pytest.mark.parametrize("kind", persons.KINDS)
def test_only_its_curators_delete_a_collection(kind: str, where: Collection) -> None:
    client = persons.signed_in(persons.of_kind(kind, where))
    answer = client.post(reverse("collection-delete", args=[where.slug]))
    assert answer.status_code == (302 if kind in persons.CURATE else 404)
    assert Collection.objects.filter(pk=where.pk).exists() == (kind not in persons.CURATE)


@pytest.mark.parametrize("kind", persons.KINDS)
def test_only_who_curates_above_moves_a_collection(kind: str, where: Collection) -> None:
    person = persons.of_kind(kind, where)
    client = persons.signed_in(person)
    to = makers.collection()
    if person is not None:
        to.memberships.create(person=person, role="curator")
    may = kind in ("curator above", "admin")
    address = reverse("collection-move", args=[where.slug])
    assert client.get(address).status_code == (200 if may else 404)
    assert client.get(address, {"to": to.slug}).status_code == (200 if may else 404)
    assert client.post(address, {"to": to.slug}).status_code == (302 if may else 404)
    where.refresh_from_db()
    assert (where.parent == to) == may


@pytest.mark.parametrize("kind", persons.KINDS)
def test_admins_make_collections_at_the_top_and_curators_below_their_own(kind: str, where: Collection) -> None:
    client = persons.signed_in(persons.of_kind(kind, where))
    top = reverse("collection-new")
    below = f"{top}?below={where.slug}"
    assert client.get(top).status_code == (200 if kind == "admin" else 404)
    assert client.get(below).status_code == (200 if kind in persons.CURATE else 404)
    assert client.post(top, described(slug="at-the-top")).status_code == (302 if kind == "admin" else 404)
    assert client.post(below, described(slug="")).status_code == (302 if kind in persons.CURATE else 404)
    made = Collection.objects.filter(slug="harbour").first()
    assert (made is not None) == (kind in persons.CURATE)
    if made is not None:
        assert made.path.startswith(where.path)
        assert made.languages == ["en"]
        assert Event.objects.filter(verb="created", target=f"collection:{made.pk}", actor__isnull=False).exists()


def test_nobody_moves_a_collection_to_where_they_do_not_curate(where: Collection) -> None:
    client = persons.signed_in(persons.of_kind("curator above", where))
    elsewhere = makers.collection(visibility="public")
    for to in (elsewhere.slug, "/", where.slug, "no-such", "", "\0"):
        assert client.post(reverse("collection-move", args=[where.slug]), {"to": to}).status_code == 404, to
    shown = client.get(reverse("collection-move", args=[where.slug])).content.decode()
    assert elsewhere.title not in shown


def test_a_move_says_what_it_changes_before_it_is_made() -> None:
    admin = persons.signed_in(persons.admin())
    old, new = makers.collection(), makers.collection(visibility="public")
    moved = makers.collection(parent=old)
    persons.member(old, "editor", "grace")
    said = admin.get(reverse("collection-move", args=[moved.slug]), {"to": new.slug}).content.decode()
    assert "become open to everybody" in said
    assert "grace" in said
    moved.refresh_from_db()
    assert moved.parent == old


def test_members_only_below_an_open_collection_is_said_to_change_nothing(where: Collection) -> None:
    admin = persons.signed_in(persons.admin())
    address = reverse("collection-describe", args=[where.slug])
    warning = "changes nothing here"
    assert warning not in admin.get(address).content.decode()
    Collection.objects.filter(pk=where.parent_id).update(visibility="public", title="The <open> fonds")
    said = admin.get(address).content.decode()
    assert warning in said
    assert "The &lt;open&gt; fonds" in said
    assert warning in admin.get(f"{reverse('collection-new')}?below={where.slug}").content.decode()


def test_a_changed_short_name_is_warned_of_and_checked(where: Collection) -> None:
    admin = persons.signed_in(persons.admin())
    address = reverse("collection-describe", args=[where.slug])
    assert "leads nowhere" in admin.get(address).content.decode()
    taken = makers.collection().slug
    for slug in (taken, "with blank", "", "über", "a" * 81, "../up"):
        answer = admin.post(address, described(slug=slug))
        assert answer.status_code == 200, slug
        assert "errorlist" in answer.content.decode(), slug
    answer = admin.post(address, described(slug="new-name"))
    assert answer["Location"] == reverse("collection-describe", args=["new-name"])


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "  "},
        {"title": "x" * 301},
        {"title": "a\0b"},
        {"visibility": "nobody"},
        {"languages": ["klingon"]},
        {"more_languages": "<script>"},
        {"description": "x" * 20_001},
    ],
)
def test_nonsense_is_refused_beside_its_field(changes: dict[str, object], where: Collection) -> None:
    admin = persons.signed_in(persons.admin())
    answer = admin.post(reverse("collection-describe", args=[where.slug]), described(**changes))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    where.refresh_from_db()
    assert where.title != "Harbour"


def test_languages_keep_their_order_and_rare_ones_go_by_their_code(where: Collection) -> None:
    Collection.objects.filter(pk=where.pk).update(languages=["la", "en"])
    admin = persons.signed_in(persons.admin())
    said = described(languages=["de", "en", "la"], more_languages="gmh, OTA")
    admin.post(reverse("collection-describe", args=[where.slug]), said)
    where = Collection.objects.get(pk=where.pk)
    assert where.languages == ["la", "en", "de", "gmh", "ota"]
    assert 'value="gmh, ota"' in admin.get(reverse("collection-describe", args=[where.slug])).content.decode()


def test_a_collection_that_is_not_empty_says_what_is_in_it(where: Collection) -> None:
    makers.record(where)
    admin = persons.signed_in(persons.admin())
    address = reverse("collection-delete", args=[where.slug])
    assert "1 record." in admin.get(address).content.decode()
    admin.post(address)
    assert Collection.objects.filter(pk=where.pk).exists()


def test_the_desk_shows_only_what_its_person_edits() -> None:
    mine, theirs = makers.collection(), makers.collection(visibility="public")
    makers.record(mine, state="draft", title="My draft")
    makers.record(theirs, state="draft", title="Their draft")
    for place in (mine, theirs):
        page = makers.page(makers.record(place, title=f"Halted in {place.title}"))
        Page.objects.filter(pk=page.pk).update(halted="broken", why="Upload it again.")
    shown = persons.signed_in(persons.member(mine, "editor")).get(reverse("desk")).content.decode()
    assert "My draft" in shown
    assert "Their draft" not in shown
    assert f"Halted in {mine.title}" in shown
    assert f"Halted in {theirs.title}" not in shown
    assert reverse("collection", args=[theirs.slug]) not in shown


def test_the_desk_costs_the_same_however_many_collections_there_are() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    admin = persons.signed_in(persons.admin())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(reverse("desk")).status_code == 200
        return len(captured)

    parent = makers.collection()
    few = queries()
    for _ in range(12):
        parent = makers.collection(parent=parent)
        persons.member(parent, "editor")
        makers.record(parent, state="draft")
    assert queries() == few


def test_forms_without_their_token_are_refused(where: Collection) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(persons.admin())
    for name in ("collection-describe", "collection-move", "collection-delete"):
        assert client.post(reverse(name, args=[where.slug]), described()).status_code == 403
    assert collections.contents(where).is_empty

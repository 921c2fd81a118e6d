"""Roles given in the administration are written down as those given on the site."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from archive.models import Collection, Event, Membership
from tests import makers, persons

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Client:
    return persons.signed_in(persons.admin("root"))


def told() -> list[tuple[str, str | None, str]]:
    events = Event.objects.filter(verb__startswith="role_", actor__username="root").order_by("id")
    return [(event.verb, event.after.get("role"), event.after["name"]) for event in events]


def inline(where: Collection, *rows: dict[str, object]) -> dict[str, object]:
    held = {"slug": where.slug, "title": where.title, "visibility": "members", "languages": "", "parent": ""}
    said: dict[str, object] = held | {
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": sum("id" in row for row in rows),
    }
    for n, row in enumerate(rows):
        said |= {f"memberships-{n}-{name}": value for name, value in (row | {"collection": where.pk}).items()}
    return said


def test_members_of_a_collection_in_its_own_form(root: Client) -> None:
    where = makers.collection()
    ada, grace = persons.somebody("ada"), persons.somebody("grace")
    address = reverse("admin:archive_collection_change", args=[where.pk])
    root.post(address, inline(where, {"person": ada.pk, "role": "reader"}))
    held = Membership.objects.get()
    root.post(address, inline(where, {"id": held.pk, "person": ada.pk, "role": "curator"}))
    root.post(address, inline(where, {"id": held.pk, "person": grace.pk, "role": "curator"}))
    (now,) = Membership.objects.all()
    assert now.person == grace
    root.post(address, inline(where, {"id": now.pk, "person": grace.pk, "role": "curator", "DELETE": "on"}))
    assert not Membership.objects.exists()
    assert told() == [
        ("role_given", "reader", "ada"),
        ("role_given", "curator", "ada"),
        ("role_taken", None, "ada"),
        ("role_given", "curator", "grace"),
        ("role_taken", None, "grace"),
    ]


def test_memberships_in_their_own_list(root: Client) -> None:
    where, ada = makers.collection(), persons.somebody("ada")
    said = {"collection": where.pk, "person": ada.pk, "role": "editor"}
    assert root.post(reverse("admin:archive_membership_add"), said).status_code == 302
    held = Membership.objects.get()
    root.post(reverse("admin:archive_membership_change", args=[held.pk]), said | {"role": "reader"})
    held.refresh_from_db()
    assert held.role == "reader"
    root.post(reverse("admin:archive_membership_delete", args=[held.pk]), {"post": "yes"})
    assert told() == [("role_given", "editor", "ada"), ("role_given", "reader", "ada"), ("role_taken", None, "ada")]


def test_a_description_changed_there_says_who_changed_what(root: Client) -> None:
    where = makers.collection()
    root.post(reverse("admin:archive_collection_change", args=[where.pk]), inline(where) | {"title": "Renamed"})
    event = Event.objects.get(verb="described")
    assert (event.after, event.actor and event.actor.username) == ({"title": "Renamed"}, "root")


def test_a_curator_on_the_staff_gives_roles_only_where_they_curate_and_moves_nothing() -> None:
    mine, theirs = makers.collection(parent=makers.collection()), makers.collection()
    curator = persons.member(mine, "curator")
    Membership.objects.create(collection=theirs, person=curator, role="editor")
    curator.is_staff = True
    curator.save()
    curator.user_permissions.set(Permission.objects.filter(content_type__model__in=("membership", "collection")))
    client, ada = persons.signed_in(curator), persons.member(mine, "reader", "ada")
    held = Membership.objects.get(person=ada)
    address = reverse("admin:archive_membership_change", args=[held.pk])
    said = {"collection": mine.pk, "person": ada.pk, "role": "editor"}
    assert client.post(address, said).status_code == 302
    assert client.post(address, said | {"collection": theirs.pk}).status_code == 200
    assert set(Membership.objects.filter(person=ada).values_list("collection", "role")) == {(mine.pk, "editor")}
    client.post(reverse("admin:archive_collection_change", args=[mine.pk]), inline(mine) | {"parent": theirs.pk})
    mine.refresh_from_db()
    assert mine.parent != theirs


def test_accounts_are_shut_and_made_admin_on_the_site_alone(root: Client) -> None:
    ada = persons.somebody("ada")
    address = reverse("admin:auth_user_change", args=[ada.pk])
    assert root.get(address).status_code == 200
    root.post(address, {"username": "eve", "first_name": "Ada", "is_superuser": "on", "is_staff": "on"})
    ada.refresh_from_db()
    assert (ada.username, ada.first_name, ada.is_superuser, ada.is_active, ada.is_staff) == (
        "ada", "Ada", False, True, True,
    )  # fmt: skip
    event = Event.objects.get(verb="account_changed")
    assert event.after["fields"] == ["first_name", "is_staff"]
    assert root.get(reverse("admin:auth_user_add")).status_code == 403
    assert root.post(reverse("admin:auth_user_delete", args=[ada.pk]), {"post": "yes"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[ada.pk])
    assert root.post(password, {"password1": "x", "password2": "x"}).headers["Location"] == reverse("people")


def test_nobody_but_an_admin_gives_permissions() -> None:
    staff = persons.somebody("berta")
    staff.is_staff = True
    staff.save()
    staff.user_permissions.set(Permission.objects.all())
    address = reverse("admin:auth_user_change", args=[staff.pk])
    assert persons.signed_in(staff).get(address).status_code in (302, 403)

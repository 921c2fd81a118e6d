"""Roles are given and taken by curators and admins, and history knows who gave whom what."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive import rights
from archive.models import Collection, Event, Invitation, Membership, Record
from archive.people import members
from tests import makers, persons

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> Collection:
    return makers.collection(parent=makers.collection())


@pytest.mark.parametrize("kind", persons.KINDS)
def test_every_act_on_people_is_for_curators_and_for_others_not_there(kind: str, where: Collection) -> None:
    client = persons.signed_in(persons.of_kind(kind, where))
    known, held = persons.somebody("ada"), persons.member(where, "reader")
    membership = Membership.objects.get(person=held)
    link = Invitation.objects.create(
        collection=where, digest="0" * 64, invited_by=persons.admin(), expires_at="2999-01-01T00:00Z"
    )
    may = kind in persons.CURATE
    acts = [
        (reverse("people-add", args=[where.slug]), {"username": "ada", "role": "editor"}),
        (reverse("role-change", args=[where.slug, membership.pk]), {"role": "curator"}),
        (reverse("invitation-revoke", args=[where.slug, link.pk]), {}),
        (reverse("role-remove", args=[where.slug, membership.pk]), {}),
    ]
    for address, said in acts:
        assert client.get(address).status_code == 405, "nothing changes by looking"
        assert client.post(address, said).status_code == (302 if may else 404), address
    answer = client.post(reverse("invite", args=[where.slug]), {"role": "reader", "days": "3", "note": ""})
    assert answer.status_code == (200 if may else 404)
    assert Membership.objects.filter(collection=where, person=known, role="editor").exists() == may
    assert Membership.objects.filter(pk=membership.pk).exists() != may
    link.refresh_from_db()
    assert (link.revoked_at is not None) == may
    assert Invitation.objects.count() == 1 + may
    verbs = set(Event.objects.exclude(verb="created").values_list("verb", flat=True))
    assert verbs == ({"role_given", "role_taken", "invited", "invitation_revoked"} if may else set())


def test_a_role_given_here_is_told_with_giver_and_receiver(where: Collection) -> None:
    curator, ada = persons.member(where, "curator"), persons.somebody("ada")
    members.give(curator, where, ada, "reader")
    members.give(curator, where, ada, "editor")
    members.give(curator, where, ada, "editor")
    told = list(Event.objects.filter(verb="role_given").order_by("id"))
    assert [
        (event.actor, event.before.get("role"), event.after["role"], event.after["name"]) for event in told
    ] == [
        (curator, None, "reader", "ada"),
        (curator, "reader", "editor", "ada"),
    ]
    assert {event.target for event in told} == {f"collection:{where.pk}"}


@pytest.mark.parametrize("role", ["admin", "", "CURATOR", "\0", "reader "])
def test_there_are_no_other_roles_to_give(role: str, where: Collection) -> None:
    curator = persons.signed_in(persons.member(where, "curator"))
    held = persons.member(where, "reader")
    pk = Membership.objects.get(person=held).pk
    persons.somebody("ada")
    assert curator.post(reverse("role-change", args=[where.slug, pk]), {"role": role}).status_code == 404
    answer = curator.post(reverse("people-add", args=[where.slug]), {"username": "ada", "role": role})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert set(Membership.objects.values_list("role", flat=True)) == {"curator", "reader"}
    with pytest.raises(ValueError, match="not a valid"):
        members.give(None, where, held, role)


def test_a_curator_cannot_reach_members_of_another_collection_through_their_own(where: Collection) -> None:
    curator = persons.signed_in(persons.member(where, "curator"))
    above = Membership.objects.get(person=persons.member(where.parent, "curator"))  # type: ignore[arg-type]
    for name in ("role-change", "role-remove"):
        answer = curator.post(reverse(name, args=[where.slug, above.pk]), {"role": "reader"})
        assert answer.status_code == 404
    above.refresh_from_db()
    assert above.role == "curator"


def test_inherited_members_are_shown_with_where_from_unless_that_is_hidden(where: Collection) -> None:
    persons.member(where.parent, "editor", "grace")  # type: ignore[arg-type]
    client = persons.signed_in(persons.member(where, "curator"))
    address = reverse("collection-people", args=[where.slug])
    shown = client.get(address).content.decode()
    assert "grace" in shown
    assert where.parent
    assert where.parent.title + "<" not in shown
    assert "a collection above" in shown
    Collection.objects.filter(pk=where.parent_id).update(visibility="public")
    assert where.parent.title in client.get(address).content.decode()


def test_who_takes_the_role_from_themselves_is_led_out(where: Collection) -> None:
    curator = persons.member(where, "curator")
    client = persons.signed_in(curator)
    answer = client.post(reverse("role-remove", args=[where.slug, Membership.objects.get(person=curator).pk]))
    assert answer["Location"] == reverse("home")
    assert client.get(reverse("collection-people", args=[where.slug])).status_code == 404


def test_who_is_no_longer_a_member_sees_nothing_at_the_next_look(where: Collection) -> None:
    record = makers.record(where)
    reader = persons.member(where, "reader")
    client = persons.signed_in(reader)
    assert client.get(reverse("record", args=[record.pk])).status_code == 200
    members.take(None, Membership.objects.get(person=reader))
    assert client.get(reverse("record", args=[record.pk])).status_code == 404
    assert not Record.objects.visible_to(reader).exists()


@pytest.mark.parametrize("name", ["nobody", "", "a\0b", "x" * 151, "<script>alert(1)</script>"])
def test_only_somebody_who_is_there_can_be_added(name: str, where: Collection) -> None:
    client = persons.signed_in(persons.admin())
    answer = client.post(reverse("people-add", args=[where.slug]), {"username": name, "role": "reader"})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_closed_account_cannot_be_added_and_has_no_rights(where: Collection) -> None:
    ada = persons.member(where, "curator", "ada")
    ada.is_active = False
    ada.save()
    assert not Collection.objects.filter(rights.curates_collection(ada)).exists()
    Membership.objects.all().delete()
    client = persons.signed_in(persons.admin())
    client.post(reverse("people-add", args=[where.slug]), {"username": "ada", "role": "reader"})
    assert not Membership.objects.exists()


def test_names_made_to_do_harm_are_shown_as_they_stand(where: Collection) -> None:
    ada = persons.member(where, "reader", "ada")
    ada.first_name = "<img src=x onerror=alert(1)>\u202e"
    ada.save()
    client = persons.signed_in(persons.admin())
    for address in (reverse("collection-people", args=[where.slug]), reverse("people")):
        shown = client.get(address).content.decode()
        assert "<img src=x" not in shown
        assert "&lt;img src=x" in shown

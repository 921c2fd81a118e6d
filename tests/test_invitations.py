"""A link makes one person a member, once; its secret is kept nowhere."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive import rights
from archive.models import Collection, Event, Invitation, Membership
from archive.people import invitations
from tests import makers, persons

NEW = {"username": "grace", "first_name": "Grace", "password1": "a-fine-long-one", "password2": "a-fine-long-one"}


@pytest.fixture
def where(db: None) -> Collection:
    return makers.collection(parent=makers.collection())


def invited(where: Collection, role: str = "editor", **fields: object) -> str:
    """The address of an invitation by a curator."""
    host = persons.member(where, "curator")
    made, secret = invitations.invite(host, where, role, "for Grace", 7)
    if fields:
        Invitation.objects.filter(pk=made.pk).update(**fields)
    return reverse("invitation", args=[secret])


def test_a_visitor_makes_an_account_and_is_a_member(where: Collection) -> None:
    address, visitor = invited(where), Client()
    shown = visitor.get(address)
    assert shown.status_code == 200
    assert where.title in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    answer = visitor.post(address, NEW, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("collection", args=[where.slug])
    grace = User.objects.get(username="grace")
    assert Membership.objects.get(person=grace).role == "editor"
    invitation = Invitation.objects.get()
    assert invitation.used_by == grace
    assert visitor.get(reverse("desk")).status_code == 200, "signed in at once"
    told = list(
        Event.objects.filter(verb__in=("account_opened", "role_given", "joined")).values_list("verb", "actor")
    )
    assert sorted(told) == [
        ("account_opened", grace.pk),
        ("joined", grace.pk),
        ("role_given", invitation.invited_by_id),
    ]


def test_who_has_an_account_comes_back_from_signing_in_and_accepts(where: Collection) -> None:
    address, ada = invited(where), persons.somebody("ada")
    visitor = Client()
    assert f"{reverse('sign-in')}?next={address}" in visitor.get(address).content.decode()
    signing = {"username": "ada", "password": persons.PASSWORD, "next": address}
    assert visitor.post(reverse("sign-in"), signing)["Location"] == address
    assert "Accept as ada" in visitor.get(address).content.decode()
    assert not Membership.objects.filter(person=ada).exists(), "looking changes nothing"
    visitor.post(address)
    assert Membership.objects.get(person=ada).role == "editor"


def test_the_secret_is_kept_nowhere(where: Collection) -> None:
    client = persons.signed_in(persons.member(where, "curator"))
    shown = client.post(reverse("invite", args=[where.slug]), {"role": "editor", "days": "7", "note": "Grace"})
    link = shown.context["link"]
    secret = link.rsplit("/", 1)[1]
    assert len(secret) >= 43
    assert link in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    again = client.get(reverse("collection-people", args=[where.slug])).content.decode()
    assert "Grace" in again
    assert secret not in again
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  the database's own names
            assert secret not in repr(cursor.fetchall()), table


@pytest.mark.parametrize(
    ("standing", "fields"),
    [
        ("used already", {"used_at": timezone.now()}),
        ("taken back", {"revoked_at": timezone.now()}),
        ("run out", {"expires_at": timezone.now() - timedelta(seconds=1)}),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_link_that_no_longer_works_says_why(
    standing: str, fields: dict[str, object], signed_in: bool, where: Collection
) -> None:
    address = invited(where, **fields)
    client = persons.signed_in(persons.somebody() if signed_in else None)
    people = User.objects.count()
    for answer in (client.get(address), client.post(address, NEW)):
        assert answer.status_code == 410
        assert standing in answer.content.decode()
        assert where.title not in answer.content.decode()
    assert User.objects.count() == people
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("secret", ["x", "x" * 43, "-" * 2000])
def test_a_link_nobody_made_says_so(secret: str, where: Collection) -> None:
    answer = Client().get(reverse("invitation", args=[secret]))
    assert answer.status_code == 404
    assert "no such invitation" in answer.content.decode()
    digest = Invitation.objects.values_list("digest", flat=True)
    invited(where)
    assert Client().get(reverse("invitation", args=[digest[0]])).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("new", [True, False])
def test_of_two_who_use_it_at_once_one_becomes_a_member(new: bool) -> None:
    where = makers.collection()
    address = invited(where)
    before = User.objects.count()
    clients = [Client(), Client()] if new else [persons.signed_in(persons.somebody()) for _ in range(2)]
    start, answers = threading.Barrier(2), []

    def use(client: Client, name: str) -> None:
        start.wait()
        try:
            answers.append(client.post(address, NEW | {"username": name}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=pair) for pair in zip(clients, ("grace", "ada"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 410]
    assert Membership.objects.filter(role="editor").count() == 1
    assert User.objects.count() == before + (1 if new else 2), "no account without its membership"


@pytest.mark.parametrize("held", ["editor", "curator", "curator above", "admin"])
def test_who_has_the_role_or_a_higher_one_keeps_it_and_leaves_the_link_unused(held: str, where: Collection) -> None:
    address = invited(where, "editor")
    person = persons.of_kind(held, where)
    client = persons.signed_in(person)
    before = list(Membership.objects.filter(person=person).values_list("collection", "role"))
    said = client.post(address, follow=True).content.decode()
    assert "still good for somebody else" in said
    assert list(Membership.objects.filter(person=person).values_list("collection", "role")) == before
    assert Invitation.objects.get().used_at is None


def test_a_lower_role_is_raised(where: Collection) -> None:
    reader = persons.member(where, "reader")
    persons.signed_in(reader).post(invited(where, "curator"))
    assert Membership.objects.get(person=reader).role == "curator"


@pytest.mark.parametrize("what", ["removed", "lowered", "closed", "deleted"])
def test_an_invitation_holds_no_longer_than_the_rights_of_who_wrote_it(what: str, where: Collection) -> None:
    address = invited(where, "curator")
    host = Invitation.objects.get().invited_by
    assert host
    if what == "removed":
        Membership.objects.filter(person=host).delete()
    elif what == "lowered":
        Membership.objects.filter(person=host).update(role="editor")
    elif what == "closed":
        User.objects.filter(pk=host.pk).update(is_active=False)
    else:
        host.delete()
    ada = persons.somebody()
    assert persons.signed_in(ada).post(address).status_code == 410
    assert not Collection.objects.filter(rights.sees_collection(ada)).exists()


def test_who_used_it_is_led_to_the_collection_when_they_open_it_again(where: Collection) -> None:
    address, client = invited(where), persons.signed_in(persons.somebody())
    client.post(address)
    assert client.get(address)["Location"] == reverse("collection", args=[where.slug])


@pytest.mark.parametrize(
    "changes",
    [
        {"password1": "short", "password2": "short"},
        {"password1": "password123", "password2": "password123"},
        {"password1": "12345678901", "password2": "12345678901"},
        {"password1": "grace-hopper", "password2": "grace-hoppeR"},
        {"username": "gracehopper", "password1": "gracehopper", "password2": "gracehopper"},
        {"username": "ada"},
        {"username": "ADA"},
        {"username": "has blank"},
        {"username": ""},
        {"first_name": "x" * 151},
        {"first_name": "a\0b"},
    ],
)
def test_an_account_keeps_the_rules_and_the_link_stays_good(changes: dict[str, str], where: Collection) -> None:
    persons.somebody("ada")
    address, people = invited(where), User.objects.count()
    answer = Client().post(address, NEW | changes)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert User.objects.count() == people
    assert Client().post(address, NEW).status_code == 302


def test_what_else_is_sent_makes_nobody_more_than_invited(where: Collection) -> None:
    more = {"is_superuser": "on", "is_staff": "on", "role": "curator", "is_active": "on", "groups": "1"}
    Client().post(invited(where, "reader"), NEW | more)
    grace = User.objects.get(username="grace")
    assert not grace.is_superuser
    assert not grace.is_staff
    assert Membership.objects.get(person=grace).role == "reader"


@pytest.mark.parametrize("days", ["0", "91", "-1", "x", ""])
def test_a_link_is_valid_for_days_not_for_ever(days: str, where: Collection) -> None:
    client = persons.signed_in(persons.member(where, "curator"))
    answer = client.post(reverse("invite", args=[where.slug]), {"role": "reader", "days": days})
    assert "errorlist" in answer.content.decode()
    assert not Invitation.objects.exists()

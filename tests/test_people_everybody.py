"""The admins' list of accounts: found, closed, opened, made admin, given a link to a new password."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.models import Collection, Event, Visit
from archive.people import accounts
from tests import makers, persons


@pytest.fixture
def where() -> Collection:
    return makers.collection(parent=makers.collection())


@pytest.mark.django_db
@pytest.mark.parametrize("kind", persons.KINDS)
def test_accounts_are_for_admins_and_for_others_not_there(kind: str, where: Collection) -> None:
    client = persons.signed_in(persons.of_kind(kind, where))
    ada, bob = persons.somebody("ada"), persons.admin("bob")
    may = kind == "admin"
    for name in ("people", "person-new"):
        assert client.get(reverse(name)).status_code == (200 if may else 404), name
    acts = [
        (reverse("person-act", args=[ada.pk, "make-admin"]), 302),
        (reverse("person-act", args=[ada.pk, "unmake-admin"]), 302),
        (reverse("person-act", args=[bob.pk, "close"]), 302),
        (reverse("person-act", args=[bob.pk, "reopen"]), 302),
        (reverse("password-link", args=[ada.pk]), 200),
        (reverse("person-act", args=[ada.pk, "delete"]), 404),
        (reverse("person-act", args=[10**12, "close"]), 404),
    ]
    for address, status in acts:
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == (status if may else 404), address
    answer = client.post(reverse("person-new"), {"username": "carol", "first_name": "Carol"})
    assert answer.status_code == (200 if may else 404)
    assert User.objects.filter(username="carol").exists() == may
    verbs = set(Event.objects.exclude(verb="created").values_list("verb", flat=True))
    told = {
        "admin_made",
        "admin_unmade",
        "account_closed",
        "account_reopened",
        "password_link_made",
        "account_opened",
    }
    assert verbs == (told if may else set())


@pytest.mark.django_db
def test_a_person_is_found_by_every_part_of_their_name_and_shown_with_their_roles(where: Collection) -> None:
    persons.member(where, "editor", "lovelace")
    User.objects.filter(username="lovelace").update(first_name="Ada King")
    persons.somebody("babbage", is_active=False)
    client = persons.signed_in(persons.admin("root"))

    def listed(**asked: str) -> list[str]:
        return [person.username for person, _ in client.get(reverse("people"), asked).context["people"]]

    assert listed(q="ada love") == ["lovelace"]
    assert listed(q="ada bab") == []
    assert listed(who="closed") == ["babbage"]
    assert listed(who="admins") == ["root"]
    assert listed(who="active") == ["lovelace", "root"]
    assert listed(who="'; drop", q="%") == []
    assert listed(q="\0", after="\0") == ["babbage", "lovelace", "root"]
    shown = client.get(reverse("people"), {"q": "love"}).content.decode()
    assert where.title in shown
    assert "editor" in shown


@pytest.mark.django_db
def test_the_list_goes_on_by_name_and_costs_the_same_however_long_it_is(where: Collection) -> None:
    client = persons.signed_in(persons.admin("aaa"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("people")).status_code == 200
        return len(captured)

    persons.member(where, "reader", "p0")
    few = queries()
    User.objects.bulk_create(User(username=f"person{n:03}") for n in range(120))
    assert queries() == few
    seen, after = [], ""
    while True:
        context = client.get(reverse("people"), {"after": after}).context
        seen += [person.username for person, _ in context["people"]]
        if not (after := context["after"]):
            break
    assert seen == sorted(seen)
    assert len(seen) == 122


@pytest.mark.django_db
def test_last_seen_is_the_latest_of_coming_in_and_looking(where: Collection) -> None:
    ada = persons.member(where, "reader", "ada")
    Visit.objects.create(person=ada, record=makers.record(where))
    client = persons.signed_in(persons.admin())
    ((_, seen),) = client.get(reverse("people"), {"q": "ada"}).context["people"]
    assert seen == Visit.objects.get().at


@pytest.mark.django_db
def test_nobody_closes_or_unmakes_themselves() -> None:
    root = persons.admin("root")
    client = persons.signed_in(root)
    for verb in ("close", "unmake-admin"):
        said = client.post(reverse("person-act", args=[root.pk, verb]), follow=True).content.decode()
        assert "another admin can" in said
    root.refresh_from_db()
    assert root.is_active
    assert root.is_superuser


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_close_each_other_at_once_leave_one() -> None:
    one, other = persons.admin("one"), persons.admin("other")
    start, refused = threading.Barrier(2), []

    def close(actor: User, person: User) -> None:
        start.wait()
        try:
            accounts.close(actor, person)
        except accounts.Refused:
            refused.append(actor)
        finally:
            connection.close()

    threads = [threading.Thread(target=close, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1


@pytest.mark.django_db
def test_a_closed_account_is_out_at_once_and_stays_out_of_old_sessions() -> None:
    root, ada = persons.admin(), persons.somebody("ada")
    client = persons.signed_in(ada)
    assert client.get(reverse("account")).status_code == 200
    accounts.close(root, ada)
    assert client.get(reverse("account")).status_code == 302
    assert not Client().login(username="ada", password=persons.PASSWORD)
    accounts.reopen(root, ada)
    assert client.get(reverse("account")).status_code == 302, "the old session does not come back to life"
    assert Client().login(username="ada", password=persons.PASSWORD)


@pytest.mark.django_db
def test_a_closed_account_is_not_made_admin_and_gets_no_password_link() -> None:
    root, ada = persons.admin(), persons.somebody("ada", is_active=False)
    for act in (accounts.make_admin, accounts.password_link):
        with pytest.raises(accounts.Refused):
            act(root, ada)
    ada.refresh_from_db()
    assert not ada.is_superuser


@pytest.mark.django_db
def test_a_password_link_works_once_ends_old_sessions_and_is_kept_nowhere() -> None:
    root, ada = persons.signed_in(persons.admin()), persons.somebody("ada")
    before = persons.signed_in(ada)
    shown = root.post(reverse("password-link", args=[ada.pk]))
    link = shown.context["link"]
    assert link.startswith("http://testserver/")
    assert link in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert link not in root.get(reverse("people")).content.decode()
    visitor = Client()
    form = visitor.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    assert link.rsplit("/", 1)[1] not in where
    short = visitor.post(where, {"new_password1": "ninechars", "new_password2": "ninechars"})
    assert "at least 10 characters" in short.content.decode()
    new = "quite-another-one"
    assert visitor.post(where, {"new_password1": new, "new_password2": new}).status_code == 302
    assert Client().login(username="ada", password=new)
    assert before.get(reverse("account")).status_code == 302
    assert "no longer works" in Client().get(link, follow=True).content.decode()
    assert Event.objects.filter(verb="password_chosen", target=f"user:{ada.pk}").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "ADA", "has blank", "x" * 151, "<b>", "a\0"])
def test_a_name_that_cannot_be_or_is_taken_opens_no_account(name: str) -> None:
    persons.somebody("ada")
    client = persons.signed_in(persons.admin())
    answer = client.post(reverse("person-new"), {"username": name, "first_name": ""})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert User.objects.count() == 2

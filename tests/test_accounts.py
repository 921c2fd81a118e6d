"""One's own account: name, password, and other browsers signed out."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from archive.models import Event
from tests import makers, persons

pytestmark = pytest.mark.django_db
NEW = "quite-another-one"


def signed_in_twice() -> tuple[User, Client, Client]:
    ada = persons.somebody("ada")
    return ada, persons.signed_in(ada), persons.signed_in(ada)


@pytest.mark.parametrize("name", ["account", "password"])
def test_who_is_not_signed_in_is_sent_to_the_door_and_back(name: str) -> None:
    address = reverse(name)
    assert Client().get(address)["Location"] == f"{reverse('sign-in')}?next={address}"
    assert Client().post(reverse("sign-out-everywhere")).status_code == 302
    assert not Event.objects.exists()


def test_a_name_is_one_name_and_stands_where_the_person_works() -> None:
    where = makers.collection()
    ada = persons.member(where, "editor", "ada")
    User.objects.filter(pk=ada.pk).update(first_name="Ada", last_name="King")
    client = persons.signed_in(ada)
    shown = client.get(reverse("account")).content.decode()
    assert 'value="Ada King"' in shown
    assert where.title in shown
    client.post(reverse("account"), {"name": "Countess of Lovelace"})
    ada.refresh_from_db()
    assert ada.get_full_name() == "Countess of Lovelace"
    for wrong in ("x" * 151, "a\0b"):
        assert "errorlist" in client.post(reverse("account"), {"name": wrong}).content.decode()


def test_a_changed_password_signs_out_everywhere_else() -> None:
    _ada, here, there = signed_in_twice()
    said = {"old_password": persons.PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post(reverse("password"), said)["Location"] == reverse("account")
    assert here.get(reverse("account")).status_code == 200
    assert there.get(reverse("account")).status_code == 302
    assert Event.objects.filter(verb="password_changed").exists()


@pytest.mark.parametrize("new", ["ninechars", "password12345", "9876543210123", "ada"])
def test_a_weak_password_is_refused(new: str) -> None:
    _ada, here, _there = signed_in_twice()
    said = {"old_password": persons.PASSWORD, "new_password1": new, "new_password2": new}
    assert "errorlist" in here.post(reverse("password"), said).content.decode()
    assert Client().login(username="ada", password=persons.PASSWORD)


def test_a_forgotten_session_is_no_place_to_guess_the_password() -> None:
    _ada, here, _there = signed_in_twice()
    said = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    for _ in range(5):
        here.post(reverse("password"), said)
    answer = here.post(reverse("password"), said | {"old_password": persons.PASSWORD})
    assert "Please wait" in answer.content.decode()
    assert Client().login(username="ada", password=persons.PASSWORD)


def test_signing_out_everywhere_leaves_only_this_browser_and_changes_its_key() -> None:
    ada, here, there = signed_in_twice()
    other = persons.signed_in(persons.somebody("bob"))
    key = here.session.session_key
    answer = here.post(reverse("sign-out-everywhere"), follow=True)
    assert "1 other browser." in answer.content.decode()
    assert here.get(reverse("account")).status_code == 200
    assert here.session.session_key != key
    assert there.get(reverse("account")).status_code == 302
    assert other.get(reverse("account")).status_code == 200
    copied = Client()
    copied.cookies["sessionid"] = key
    assert copied.get(reverse("account")).status_code == 302
    assert Event.objects.get(verb="signed_out_everywhere").actor == ada


def test_the_masthead_offers_what_the_person_may_do() -> None:
    where = makers.collection()
    desk, people, administration = (f'href="{reverse(name)}"' for name in ("desk", "people", "admin:index"))
    expected = {
        None: (),
        persons.member(where, "reader"): (),
        persons.member(where, "editor"): (desk,),
        persons.member(where, "curator"): (desk,),
        persons.admin(): (desk, people, administration),
    }
    for person, offered in expected.items():
        shown = persons.signed_in(person).get(reverse("home")).content.decode()
        found = tuple(link for link in (desk, people, administration) if link in shown)
        assert found == offered, person

"""The door: guessing gets slower and slower, and tells nothing; `next` leads only into this site."""

from __future__ import annotations

import threading
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from archive.models import Attempt, Event
from archive.people import address, throttle
from tests import persons

WRONG = "not-the-password"


def knock(name: str, password: str = WRONG, where: str = "203.0.113.5", **said: str) -> HttpResponseBase:
    asked = {"username": name, "password": password, **said}
    return Client().post(reverse("sign-in"), asked, REMOTE_ADDR=where)


def later(seconds: float) -> object:
    return patch("archive.people.throttle.timezone.now", return_value=timezone.now() + timedelta(seconds=seconds))


@pytest.mark.django_db
def test_after_five_wrong_tries_even_the_right_password_has_to_wait() -> None:
    persons.somebody("ada")
    for _ in range(4):
        assert knock("ada").status_code == 200
    assert knock("ada").status_code == 429
    answer = knock("ada", persons.PASSWORD)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 5
    assert f"Please wait {answer['Retry-After']} second" in answer.content.decode()
    with later(6):
        assert knock("ada", persons.PASSWORD).status_code == 302


@pytest.mark.django_db
def test_pauses_grow_and_who_only_asks_meanwhile_is_not_punished() -> None:
    door, now, pauses = throttle.of_name("ada"), timezone.now(), []
    with patch("archive.people.throttle.timezone.now") as clock:
        clock.return_value = now
        for _ in range(16):
            assert throttle.knock(door) == 0
            pauses.append(throttle.shut_for(door))
            if pauses[-1]:
                assert throttle.knock(door) == pauses[-1]
                assert throttle.shut_for(door) == pauses[-1]
            clock.return_value += timedelta(seconds=pauses[-1])
    assert pauses[:7] == [0, 0, 0, 0, 5, 10, 20]
    assert pauses == sorted(pauses)
    assert pauses[-1] == throttle.LONGEST.total_seconds()


@pytest.mark.django_db
def test_one_who_guesses_at_many_names_from_one_address_waits_too() -> None:
    for n in range(30):
        throttle.knock(throttle.of_name(f"name{n}"), throttle.of_address("203.0.113.5"))
    persons.somebody("ada")
    assert knock("ada", persons.PASSWORD).status_code == 429
    assert knock("ada", persons.PASSWORD, where="203.0.113.6").status_code == 302


@pytest.mark.django_db
def test_an_account_of_ones_own_does_not_open_the_way_to_guess_at_others() -> None:
    persons.somebody("mallory")
    for n in range(29):
        throttle.knock(throttle.of_address("203.0.113.5"), throttle.of_name(f"name{n}"))
    assert knock("mallory", persons.PASSWORD).status_code == 302
    assert knock("ada").status_code == 429, "the thirtieth wrong one, not the first"


@pytest.mark.django_db
def test_guesses_from_elsewhere_do_not_shut_out_the_browser_that_its_owner_uses() -> None:
    persons.somebody("ada")
    persons.somebody("mallory")
    at_home, asked = Client(), {"username": "ada", "password": persons.PASSWORD}
    assert at_home.post(reverse("sign-in"), asked).status_code == 302
    for _ in range(5):
        knock("ada")
    assert knock("ada", persons.PASSWORD).status_code == 429
    at_home.post(reverse("sign-out"))
    assert at_home.post(reverse("sign-in"), asked).status_code == 302
    assert knock("ada", persons.PASSWORD).status_code == 429, "strangers wait as before"
    elsewhere = Client()
    elsewhere.post(reverse("sign-in"), asked | {"username": "mallory"})
    (mark,) = (value for name, value in elsewhere.cookies.items() if name.startswith("known-"))
    (name,) = (name for name in at_home.cookies if name.startswith("known-"))
    elsewhere.cookies[name] = mark.value
    assert elsewhere.post(reverse("sign-in"), asked).status_code == 429, "a mark is of one name only"


@pytest.mark.django_db
def test_the_known_browser_is_no_place_to_guess_from_either() -> None:
    persons.somebody("ada")
    at_home, asked = Client(), {"username": "ada", "password": persons.PASSWORD}
    at_home.post(reverse("sign-in"), asked)
    for _ in range(5):
        at_home.post(reverse("sign-in"), asked | {"password": WRONG})
    assert at_home.post(reverse("sign-in"), asked).status_code == 429


@pytest.mark.django_db
def test_a_right_password_forgets_the_wrong_ones_of_that_name() -> None:
    persons.somebody("ada")
    for _ in range(3):
        for _ in range(4):
            assert knock("ada").status_code == 200
        assert knock("ada", persons.PASSWORD).status_code == 302


@pytest.mark.django_db
def test_what_is_long_past_is_forgotten() -> None:
    for _ in range(5):
        knock("ada")
    with later(throttle.FORGOTTEN.total_seconds() + 1):
        assert throttle.knock(throttle.of_name("ada")) == 0
    assert sorted(Attempt.objects.values_list("failures", flat=True)) == [1, 5], "its own count begins anew"
    with later(2 * throttle.FORGOTTEN.total_seconds() + 1):
        throttle.knock(throttle.of_name("bob"))
    assert Attempt.objects.count() == 2, "what nobody needs is not kept"


@pytest.mark.django_db
def test_nothing_tells_whether_there_is_such_a_name() -> None:
    persons.somebody("ada")
    persons.somebody("closed", is_active=False)

    def heard(name: str, password: str) -> list[tuple[int, str]]:
        answers = [knock(name, password, where=f"2001:db8:{len(name)}::1") for _ in range(7)]
        return [(answer.status_code, answer.content.decode().count("Too many wrong tries")) for answer in answers]

    told = heard("ada", WRONG)
    assert told == heard("nobody-at-all", WRONG)
    assert told == heard("closed", persons.PASSWORD)
    texts = {
        name: knock(name, persons.PASSWORD if name == "shut" else WRONG)
        .content.decode()
        .split("<form")[2]
        .replace(name, "")
        for name in ("here", "gone")
        if name == "gone" or persons.somebody("here")
    }
    strip = [text.split("csrfmiddlewaretoken")[1][80:] for text in texts.values()]
    assert strip[0] == strip[1]


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_no_more_than_one_after_the_other() -> None:
    start, through = threading.Barrier(12), []

    def guess() -> None:
        start.wait()
        try:
            through.append(throttle.knock(throttle.of_name("ada"), throttle.of_address("203.0.113.5")))
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert through.count(0) == 5


@pytest.mark.django_db
def test_names_and_addresses_are_not_kept_with_the_counts() -> None:
    knock("a-secret-typed-in-the-wrong-field")
    for row in Attempt.objects.values():
        assert "secret" not in repr(row)
        assert "203.0.113" not in repr(row)


@pytest.mark.django_db
def test_failures_beyond_the_limit_become_history_and_what_was_typed_does_not() -> None:
    ada = persons.somebody("ada")
    for _ in range(8):
        knock("ada")
        knock("my-secret-typed-in-the-wrong-field")
    told = list(Event.objects.filter(verb="sign_in_failed"))
    assert len(told) == 2
    assert {event.target.split(":")[0] for event in told} == {"user", "attempt"}
    assert f"user:{ada.pk}" in {event.target for event in told}
    assert told[0].after["address"] == "203.0.113.5"
    assert "secret" not in repr([event.after for event in told])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "http:///evil.example",
    ],
)
def test_next_leads_only_into_this_site(elsewhere: str) -> None:
    persons.somebody("ada")
    assert knock("ada", persons.PASSWORD, next=elsewhere)["Location"] == reverse("home")
    assert knock("ada", persons.PASSWORD, next="/records/1")["Location"] == "/records/1"


@pytest.mark.django_db
def test_a_session_ends_with_the_browser_unless_asked_to_stay() -> None:
    persons.somebody("ada")
    passing = knock("ada", persons.PASSWORD).cookies["sessionid"]
    assert passing["max-age"] == ""
    assert passing["httponly"]
    assert passing["samesite"] == "Lax"
    staying = knock("ada", persons.PASSWORD, stay="on").cookies["sessionid"]
    assert staying["max-age"] == 14 * 86_400


@pytest.mark.django_db
def test_a_session_known_before_signing_in_is_worth_nothing_after() -> None:
    persons.somebody("ada")
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post(reverse("sign-in"), {"username": "ada", "password": persons.PASSWORD})
    assert client.session.session_key != planted


@pytest.mark.django_db
def test_the_administration_has_no_door_of_its_own() -> None:
    persons.admin("root")
    answer = Client().get("/admin/login/?next=/admin/archive/")
    assert answer["Location"] == "/sign-in?next=%2Fadmin%2Farchive%2F"
    asked = {"username": "root", "password": persons.PASSWORD}
    assert Client().post("/admin/login/", asked).status_code == 405
    assert Client().get("/admin/", follow=True).redirect_chain[-1][0] == "/sign-in?next=%2Fadmin%2F"
    assert persons.signed_in(persons.somebody()).get("/admin/", follow=True).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "a\0b", "x" * 10_000, "\u202eada", "ada' or 1=1 --"])
def test_nonsense_at_the_door_is_answered(name: str) -> None:
    assert knock(name).status_code == 200
    assert knock("ada", "p" * 100_000).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "remote", "told", "meant"),
    [
        (0, "203.0.113.5", "198.51.100.1", "203.0.113.5"),
        (1, "127.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (2, "127.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "127.0.0.1", "198.51.100.1", "127.0.0.1"),
        (1, "127.0.0.1", "<script>", "unknown"),
        (0, "2001:db8::1:2:3:4", "", "2001:db8::/64"),
        (0, "::ffff:203.0.113.5", "", "203.0.113.5"),
        (0, "", "", "unknown"),
    ],
)
def test_an_address_is_what_our_own_proxies_say(
    proxies: int, remote: str, told: str, meant: str, settings: pytest.FixtureRequest
) -> None:
    settings.MUNIMENT_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=told)
    assert address.of(request) == meant

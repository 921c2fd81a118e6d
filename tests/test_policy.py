"""What every answer says to the browser, and that no text of a page can speak to it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from search import extracts
from tests import makers, scanned

pytestmark = pytest.mark.django_db
EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def addresses() -> list[str]:
    page = scanned.page(EVIL, of=makers.record(makers.collection(visibility="public"), title=EVIL, creator=EVIL))
    return [
        "/",
        "/search?q=%3Cscript%3E",
        "/sign-in",
        "/nothing",
        "/admin/login/",
        f"/pages/{page.pk}?q=%22%3E%3Cscript%3E",
        f"/records/{page.record_id}",
        f"/collections/{page.record.collection.slug}",
        f"/pages/{page.pk}/crop.jpg?box=%3Cscript%3E",
    ]


def test_every_page_forbids_inline_script_inline_style_and_other_hosts() -> None:
    for address in addresses():
        policy = Client().get(address)["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        assert "*" not in policy, address
        assert "default-src 'self'" in policy, address
        assert "object-src 'none'" in policy, address
        assert "frame-ancestors 'none'" in policy, address


def test_nothing_a_page_or_a_person_says_becomes_markup() -> None:
    for address in addresses():
        said = Client().get(address).content.decode()
        assert "<script>alert" not in said, address
        assert "<img src=x" not in said, address
        assert '"><script' not in said, address


def test_our_own_pages_hold_no_inline_script_or_style() -> None:
    for address in addresses():
        said = Client().get(address).content.decode()
        assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", said), address
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", said), address


def test_no_page_names_another_host() -> None:
    for address in addresses():
        said = Client().get(address).content.decode().replace("http://www.w3.org/", "")
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", said), address


def test_an_extract_always_holds_its_first_mark_and_keeps_the_words_apart() -> None:
    text = "word " * 200 + "needle\tin\nhay " + "word " * 200
    start = text.index("needle")
    pieces = extracts.of(text, ((start, start + 6),))
    assert [words for words, marked in pieces if marked] == ["needle"]
    assert "in hay" in "".join(words for words, _marked in pieces)
    assert sum(len(words) for words, _marked in pieces) < 420


@pytest.mark.parametrize("text", ["", "x", "short text"])
def test_an_extract_without_marks_begins_at_the_beginning(text: str) -> None:
    assert "".join(words for words, _marked in extracts.of(text, ())) == text


def test_forms_need_their_token() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("sign-in"), {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "grown old" in answer.content.decode()


def test_health_says_little_and_says_it_to_machines() -> None:
    answer = Client().get("/health")
    said = answer.json()
    assert (answer.status_code, said["status"], said["database"], said["store"]) == (200, "ok", True, True)
    assert answer["Cache-Control"] == "no-store"

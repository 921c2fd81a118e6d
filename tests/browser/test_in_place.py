"""A record's words edited where they stand: by keyboard, while offline, after a sign-out, by two at once."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page as Window

from archive.models import Record
from tests import makers, persons, scanned
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit
from tests.browser.test_desk import come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def record() -> Record:
    where = makers.collection(visibility="public")
    persons.member(where, "editor", "grace")
    made = makers.record(where, title="Log", creator="Ada", description="Ships and weather.", shelfmark="HM 1")
    scanned.page("words", of=made)
    return made


def pencil(window: Window, part: str) -> None:
    window.focus(f"[data-edits={part}]")
    window.keyboard.press("Enter")
    window.wait_for_selector("form.in-place")


def test_a_field_is_edited_by_keyboard_alone(visit: Visit, record: Record) -> None:
    window = come_in(visit, "grace", record.get_absolute_url())
    pencil(window, "creator")
    assert_clean(window, "a field that is edited")
    window.keyboard.type("Mary")  # the old name is selected
    window.keyboard.press("Escape")
    assert window.locator("form.in-place").count() == 0
    assert window.evaluate("document.activeElement.dataset.edits") == "creator"
    window.keyboard.press("Enter")
    window.wait_for_selector("form.in-place")
    window.keyboard.type("Mary Quill")
    window.keyboard.press("Enter")
    window.wait_for_selector("dd[data-part=creator] >> text=Mary Quill")
    assert window.evaluate("document.activeElement.dataset.edits") == "creator"
    assert window.inner_text("main > [role=status].unseen") == "Saved."
    record.refresh_from_db()
    assert (record.creator, record.title) == ("Mary Quill", "Log")
    assert_clean(window, "after saving")


def test_title_and_date_follow_on_the_page(visit: Visit, record: Record) -> None:
    window = come_in(visit, "grace", record.get_absolute_url())
    pencil(window, "title")
    window.keyboard.type("The log of the harbour")
    window.keyboard.press("Enter")
    window.wait_for_selector("h1 >> text=The log of the harbour")
    pencil(window, "date")
    window.keyboard.type("1841-03")
    window.wait_for_selector("#understood >> text=March 1, 1841")
    window.keyboard.press("Enter")
    window.wait_for_selector("dd[data-part=date]:not(:has(form)) >> text=March 31, 1841")
    pencil(window, "description")
    window.keyboard.type("One line")
    window.keyboard.press("Enter")
    window.keyboard.type("and another")
    window.keyboard.press("Control+Enter")
    window.wait_for_selector(".lead >> text=and another")
    record.refresh_from_db()
    assert record.description.split() == ["One", "line", "and", "another"]


def test_nothing_is_lost_while_the_network_is(visit: Visit, record: Record) -> None:
    window = come_in(visit, "grace", record.get_absolute_url())
    pencil(window, "rights")
    window.keyboard.type("CC0")
    window.context.set_offline(True)
    window.keyboard.press("Enter")
    window.wait_for_selector(".trouble >> text=cannot be reached")
    visit.complaints.clear()  # the browser's own, of a request that failed
    window.context.set_offline(False)
    window.get_by_role("button", name="Save").click()
    window.wait_for_selector("dd[data-part=rights] >> text=CC0")


def test_whoever_was_signed_out_signs_in_beside_and_saves(visit: Visit, record: Record) -> None:
    window = come_in(visit, "grace", record.get_absolute_url())
    pencil(window, "rights")
    window.keyboard.type("CC0")
    Session.objects.all().delete()
    window.keyboard.press("Enter")
    window.wait_for_selector(".trouble >> text=sign in in another window")
    visit.complaints.clear()
    other = window.context.new_page()
    other.goto(visit.address + reverse("sign-in"))
    other.fill("#id_username", "grace")
    other.fill("#id_password", persons.PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url(visit.address + "/")
    window.get_by_role("button", name="Save").click()
    window.wait_for_selector("dd[data-part=rights] >> text=CC0")


def test_two_at_once_are_shown_both(visit: Visit, record: Record) -> None:
    window = come_in(visit, "grace", record.get_absolute_url())
    pencil(window, "creator")
    Record.objects.filter(pk=record.pk).update(creator="Somebody else")
    window.keyboard.type("Mary")
    window.keyboard.press("Enter")
    window.wait_for_selector(".both >> text=Somebody else")
    assert_clean(window, "two at once")
    window.keyboard.press("Enter")
    window.wait_for_selector("dd[data-part=creator] >> text=Mary")


def test_a_phone_has_room_for_it(phone: Visit, record: Record) -> None:
    window = come_in(phone, "grace", record.get_absolute_url())
    for part in ("title", "date", "description", "language"):
        pencil(window, part)
        wider = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, part
        window.keyboard.press("Escape")

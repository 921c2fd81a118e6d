"""Arranging pages in a real browser: by drag, by keys alone, without JavaScript, and by two people at once."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Window

from archive.arranging import order
from archive.models import Membership, Page, Record
from tests import makers, scanned
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def record() -> Record:
    made = makers.record(makers.collection(visibility="public"), title="The book of dues")
    for number in range(6):
        scanned.page(f"Page number {number}", of=made)
    return made


def sign_in(context: BrowserContext, address: str, record: Record, role: str = "curator") -> None:
    person, _new = get_user_model().objects.get_or_create(username=role)
    Membership.objects.get_or_create(collection=record.collection, person=person, role=role)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}])


def shown(window: Window) -> list[int]:
    return [
        int(pk) for pk in window.locator(".tray li").evaluate_all("all => all.map((each) => each.dataset.page)")
    ]


def kept(record: Record) -> list[int]:
    return list(order.sequence(record).ids)


def open_tray(visit: Visit, record: Record) -> Window:
    sign_in(visit.page.context, visit.address, record)
    window = visit.to(f"/records/{record.pk}/pages")
    window.wait_for_load_state("networkidle")
    until(window, "document.querySelector('.tray li').draggable")  # the hands are there, not only the page
    return window


def said(window: Window, words: str) -> None:
    until(window, f"document.querySelector('.outcome')?.textContent.includes({words!r}) ?? false")


def test_a_page_is_dragged_to_its_place(visit: Visit, record: Record) -> None:
    window = open_tray(visit, record)
    a, b, c, d, e, f = shown(window)
    window.locator(f"li[data-page='{f}']").drag_to(
        window.locator(f"li[data-page='{b}']"), target_position={"x": 8, "y": 60}
    )
    said(window, "1 page was moved")
    assert shown(window) == kept(record) == [a, f, b, c, d, e]


def test_all_chosen_pages_go_where_one_of_them_is_dragged(visit: Visit, record: Record) -> None:
    window = open_tray(visit, record)
    a, b, c, d, e, f = shown(window)
    window.locator(f"li[data-page='{a}'] .leaf").click()
    window.locator(f"li[data-page='{c}'] .leaf").click(modifiers=["Shift"])
    until(window, "document.querySelector('#chosen').textContent === '3 / 6'")
    last = window.locator(f"li[data-page='{f}']")
    width = (last.bounding_box() or {"width": 0})["width"]
    window.locator(f"li[data-page='{b}']").drag_to(last, target_position={"x": width - 8, "y": 60})
    said(window, "3 pages were moved")
    assert shown(window) == kept(record) == [d, e, f, a, b, c]


def test_everything_is_done_by_keys_alone(visit: Visit, record: Record) -> None:
    window = open_tray(visit, record)
    a, b, c, d, e, f = shown(window)
    window.locator(f"input[value='{a}']").focus()
    window.keyboard.press("ArrowRight")
    assert window.evaluate("document.activeElement.value") == str(b)
    window.keyboard.press("Alt+ArrowRight")
    said(window, "1 page was moved")
    assert kept(record) == [a, c, b, d, e, f]
    assert window.evaluate("document.activeElement.value") == str(b), "the focus stays with the page"
    window.keyboard.press("Alt+ArrowLeft")
    until(window, f"document.querySelector('.tray li:nth-child(2)').dataset.page === '{b}'")
    assert kept(record) == [a, b, c, d, e, f]
    window.keyboard.press("]")
    said(window, "1 page was turned")
    assert Page.objects.get(pk=b).turn == 90
    window.keyboard.press("Space")
    assert window.locator("#chosen").inner_text() == "1 / 6"
    window.fill("#place", "6")
    window.press("#place", "Enter")
    said(window, "1 page was moved")
    assert kept(record) == [a, c, d, e, f, b]


def test_two_people_at_once_the_second_is_told_and_sees_the_new_order(visit: Visit, record: Record) -> None:
    window = open_tray(visit, record)
    a, b, c, d, e, f = shown(window)
    order.move(record, None, [f], a)
    window.locator(f"input[value='{b}']").check()
    window.fill("#place", "6")
    window.click("button[value=move]")
    said(window, "Somebody else arranged these pages")
    assert shown(window) == kept(record) == [f, a, b, c, d, e]
    visit.complaints = [said for said in visit.complaints if "409" not in said]


def test_pages_are_split_off_and_removed(visit: Visit, record: Record) -> None:
    window = open_tray(visit, record)
    a, b, c, d, e, f = shown(window)
    window.locator(f"input[value='{b}']").check()
    window.click("text=Split off …")
    window.fill("#split-title", "A letter that lay in the book")
    window.click("button[value=split]")
    said(window, "A letter that lay in the book")
    assert shown(window) == [a, c, d, e, f]
    window.locator(f"input[value='{f}']").check()
    window.click("text=Remove …")
    window.click("button[value=remove]")
    said(window, "trash")
    assert shown(window) == kept(record) == [a, c, d, e]
    window.goto(f"{visit.address}/trash")
    window.click("text=Restore")
    assert "The book of dues, page 5" in window.locator("h1").inner_text()


def test_without_javascript_the_same_form_does_it(browser: Browser, live_server: object, record: Record) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, str(live_server), record)
    window = context.new_page()
    window.goto(f"{live_server}/records/{record.pk}/pages")
    a, b, c, d, e, f = kept(record)
    window.check(f"input[value='{d}']")
    window.check(f"input[value='{e}']")
    window.fill("#place", "1")
    window.click("button[value=move]")
    assert window.locator(".said").inner_text().strip() == "2 pages were moved."
    assert kept(record) == [d, e, a, b, c, f]
    window.check(f"input[value='{a}']")
    window.click("button[value='turn:180']")
    assert Page.objects.get(pk=a).turn == 180
    context.close()


def test_no_desk_page_scrolls_sideways_on_a_phone(phone: Visit, record: Record) -> None:
    sign_in(phone.page.context, phone.address, record)
    Record.objects.filter(pk=record.pk).update(title="A-very-long-title-without-a-single-blank-" * 5)
    thrown = makers.record(record.collection, title="W" * 300)
    Record.objects.filter(pk=thrown.pk).update(trashed_at=thrown.created_at)
    slug = record.collection.slug
    for address in (
        f"/records/{record.pk}/edit",
        f"/records/{record.pk}/pages",
        f"/collections/{slug}/records",
        "/trash",
    ):
        window = phone.to(address)
        window.wait_for_load_state("networkidle")
        wider = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, f"{address} is {wider} pixels too wide"


def test_a_date_is_explained_while_it_is_typed(visit: Visit, record: Record) -> None:
    sign_in(visit.page.context, visit.address, record)
    window = visit.to(f"/records/{record.pk}/edit")
    window.wait_for_load_state("networkidle")
    window.locator("#id_date_text").press_sequentially("1841-03")
    until(window, "document.getElementById('understood').textContent.includes('March')")
    window.locator("#id_date_text").press_sequentially(" or so")
    until(window, "document.getElementById('understood').textContent.includes('Not plain enough')")


def test_a_machine_finds_no_barrier_on_the_desks_pages(visit: Visit, record: Record) -> None:
    sign_in(visit.page.context, visit.address, record)
    thrown = makers.record(record.collection)
    Record.objects.filter(pk=thrown.pk).update(trashed_at=thrown.created_at)
    slug = record.collection.slug
    for address in (
        f"/records/{record.pk}/edit",
        f"/records/{record.pk}/pages",
        f"/collections/{slug}/records",
        "/trash",
    ):
        window = visit.to(address)
        window.wait_for_load_state("networkidle")
        assert_clean(window, address)

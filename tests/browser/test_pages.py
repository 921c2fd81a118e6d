"""The pages in a real browser: without JavaScript, on a phone, by keyboard, and while reading goes on."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser

from archive.models import Page, Record
from tests import makers, scanned
from tests.browser.conftest import Visit, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page() -> Page:
    where = makers.collection(visibility="public", description="Letters, logs and dues of the harbour. " * 4)
    record = makers.record(where, title="A-very-long-title-without-a-single-blank-" * 4, shelfmark="HM 1/2")
    made = scanned.page("The harbour was quiet", "W" * 300, of=record)
    scanned.page("Another page", of=record)
    return made


def test_no_page_scrolls_sideways_on_a_phone(phone: Visit, page: Page) -> None:
    slug = page.record.collection.slug
    addresses = ["/", "/search?q=harbour", f"/collections/{slug}", f"/records/{page.record_id}", "/sign-in"]
    for address in [*addresses, f"/pages/{page.pk}?q=harbour"]:
        window = phone.to(address)
        window.wait_for_load_state("networkidle")
        wider = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, f"{address} is {wider} pixels too wide"


def test_without_javascript_the_page_is_a_plain_image_with_its_boxes(
    browser: Browser, live_server: object, page: Page
) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(f"{live_server}/pages/{page.pk}?q=harbour")
    image, rect = window.locator(".plain-page img"), window.locator(".plain-page rect")
    picture, box = image.bounding_box(), rect.bounding_box()
    assert picture
    assert box
    (word,) = [w for w in makers.block("The harbour was quiet", 0.02).words if w.start == 4]
    assert abs(box["x"] - (picture["x"] + word.box.x0 * picture["width"])) < 3
    assert abs(box["width"] - word.box.width * picture["width"]) < 6
    assert window.locator(".tools").is_hidden()
    assert window.locator(".text .hit").inner_text() == "harbour"
    window.click(".turning a[rel=next]")
    assert window.locator("h1").inner_text().startswith("Page 2")
    context.close()


def test_pointing_at_a_word_shows_its_place_and_pointing_there_shows_the_word(visit: Visit, page: Page) -> None:
    window = visit.viewer(f"/pages/{page.pk}")
    window.hover(".text span:text-is('quiet')")
    box = window.locator(".overlay rect.pointed").bounding_box()
    assert box
    window.mouse.move(5, 5)
    assert window.locator(".overlay rect.pointed").count() == 0
    window.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    window.wait_for_selector(".text .pointed-at")
    assert window.locator(".text .pointed-at").inner_text() == "quiet"


def test_another_word_is_marked_without_a_new_page_and_the_address_says_so(visit: Visit, page: Page) -> None:
    window = visit.viewer(f"/pages/{page.pk}?q=harbour")
    window.fill("#mark", "quiet")
    window.press("#mark", "Enter")
    until(window, "document.querySelector('.text .hit')?.textContent === 'quiet'")
    assert window.url.endswith("?q=quiet")
    assert window.locator(".overlay rect.mark").count() == 1
    assert window.locator(".hits output").inner_text() == "1 / 1"


def test_the_viewer_is_used_by_keyboard_alone(visit: Visit, page: Page) -> None:
    window = visit.viewer(f"/pages/{page.pk}?q=harbour")
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.className") == "skip"
    matrix = "document.querySelector('.overlay g').getAttribute('transform')"
    before = window.evaluate(matrix)
    window.keyboard.press("n")
    assert window.locator(".hits output").inner_text() == "1 / 1"
    until(window, f"{matrix} !== {before!r}")
    closer = window.evaluate(matrix)
    window.keyboard.press("]")
    until(window, f"{matrix} !== {closer!r}")
    reached = set()
    for _ in range(30):
        window.keyboard.press("Tab")
        reached.add(window.evaluate("document.activeElement.dataset.do ?? document.activeElement.id"))
    assert {"in", "out", "whole", "left", "right", "full", "before", "after", "mark"} <= reached
    with window.expect_navigation():
        window.keyboard.press("PageDown")
    assert window.locator("h1").inner_text().startswith("Page 2")


def test_typing_into_a_field_does_not_move_the_page(visit: Visit, page: Page) -> None:
    window = visit.viewer(f"/pages/{page.pk}")
    window.click("#mark")
    window.keyboard.type("n-f]0")
    assert window.input_value("#mark") == "n-f]0"
    assert window.evaluate("document.fullscreenElement") is None


def test_the_record_says_how_far_reading_is_until_it_is_done(visit: Visit, page: Page) -> None:
    waiting = makers.page(page.record)
    Page.objects.exclude(pk=waiting.pk).update(indexed=None)
    window = visit.to(f"/records/{page.record_id}")
    assert "3 pages are being read" in window.locator("#standing").inner_text()
    for done in Page.objects.filter(current__isnull=False):
        Page.objects.filter(pk=done.pk).update(indexed=done.current_id)
    until(window, "document.querySelector('#standing').innerText.includes('1 page is being read')")
    why = "The file is broken. <b>Upload it again.</b>"
    Page.objects.filter(pk=waiting.pk).update(halted="broken", halted_step="render", why=why)
    until(window, "document.querySelector('#standing').innerText.includes('some pages need help')")
    assert why in window.locator(".halted").inner_text()
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.wait_for_timeout(2600)
    assert not [url for url in asked if "progress" in url], "it goes on asking although nothing is due"


def test_signing_in_and_out(visit: Visit, page: Page) -> None:
    Record.objects.update(state=Record.State.DRAFT)
    get_user_model().objects.create_superuser("ada", password="a-long-password")
    window = visit.to(f"/sign-in?next=/records/{page.record_id}")
    window.fill("#id_username", "ada")
    window.fill("#id_password", "a-long-password")
    window.keyboard.press("Enter")
    window.wait_for_selector("#standing")
    window.click("text=Sign out")
    window.wait_for_selector("text=Sign in")


def test_the_administration_works_under_the_strict_policy(visit: Visit, page: Page) -> None:
    get_user_model().objects.create_superuser("ada", password="a-long-password")
    window = visit.to("/admin/")
    window.fill("#id_username", "ada")
    window.fill("#id_password", "a-long-password")
    window.keyboard.press("Enter")
    window.wait_for_selector("#content-main")
    for address in (
        "archive/page/",
        "archive/record/add/",
        f"archive/page/{page.pk}/change/",
        "archive/collection/",
    ):
        visit.to(f"/admin/{address}").wait_for_load_state("networkidle")

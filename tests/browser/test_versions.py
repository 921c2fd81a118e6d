"""Versions, and words replaced on many pages, in a real browser: compared, brought back, taken back, on a desk, on
a phone and without JavaScript.

`--shots FOLDER` keeps pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Window

from archive import approving
from archive.models import Page, Record, Transcription
from search import follower
from search.tasks import index_page
from tests import makers, scanned
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit
from tests.browser.test_arranging import sign_in
from tests.persons import member
from tests.test_versions_page import read_by_machine, rewritten

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
WIDTHS = {390: 844, 1280: 900}


@pytest.fixture(autouse=True)
def _scans_of_its_own(home: Path) -> None:
    for name in ("original_sha", "rendered"):
        getattr(scanned, name).cache_clear()


@pytest.fixture
def record(_scans_of_its_own: None) -> Record:
    return makers.record(makers.collection(visibility="public"), title="The book of dues")


@pytest.fixture
def page(record: Record) -> Page:
    page = scanned.page("The harbour was qiuet and the keeper slept", "A heading", of=record)
    ada = member(record.collection, "editor", "ada")
    rewritten(page, ada, "The harbour was quiet and the keeper slept", "A heading", note="a slip of the engine")
    doubt = [["loop", "It says one thing twice."]]
    read_by_machine(page, "The harbour was quick", verdict=Transcription.Verdict.FLAG, reasons=doubt)
    return page


def seen(window: Window, name: str, request: pytest.FixtureRequest) -> None:
    """Clean in both themes, no wider than the window, and a picture of it where one is wanted."""
    shots = request.config.getoption("--shots")
    for width, height in WIDTHS.items():
        window.set_viewport_size({"width": width, "height": height})
        wider = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name} is {wider} pixels wider than {width}"
        assert_clean(window, f"{name} at {width}")
        if shots:
            window.screenshot(path=shots / f"{name}-{width}.png", full_page=True)


def test_versions_are_compared_and_one_is_brought_back(
    visit: Visit, page: Page, request: pytest.FixtureRequest
) -> None:
    sign_in(visit.page.context, visit.address, page.record, "editor")
    window = visit.viewer(page.get_absolute_url())
    window.click("section.text header a")
    seen(window, "versions", request)
    window.check("input[name=old][value='1']")
    window.check("input[name=new][value='2']")
    window.click("text=Compare the two")
    assert [said.split() for said in window.locator("ins").all_inner_texts()] == [["came:", "quiet", "(end)"]]
    assert window.locator("rect.gone").count() >= 1
    image, frame = window.locator(".plain-page img").bounding_box(), window.locator("rect.new").first.bounding_box()
    assert image
    assert frame
    assert image["x"] <= frame["x"]
    assert frame["y"] + frame["height"] <= image["y"] + image["height"]
    seen(window, "compare", request)
    window.click("summary:has-text('Restore version 1')")
    window.click("button:has-text('Restore')")
    assert "Version 1 counts again, as version 4." in window.inner_text("body")
    window.click("#version-1 h2 a")
    seen(window, "version", request)


def test_words_are_replaced_as_seen_and_taken_back(
    visit: Visit, record: Record, request: pytest.FixtureRequest
) -> None:
    pages = [scanned.page(f"hoo came on day {n}", "hoo", of=record) for n in range(3)]
    sign_in(visit.page.context, visit.address, record, "editor")
    approving.approve(pages[2].pk, member(record.collection, "editor"))
    window = visit.to(record.get_absolute_url())
    window.click("text=Find and replace")
    seen(window, "replace-ask", request)
    window.fill("#find", "hoo")
    window.fill("#instead", "who")
    window.check("text=Whole words only")
    window.click("text=Show every place")
    assert "6 places on 3 pages" in " ".join(window.inner_text("main").split())
    window.wait_for_load_state("networkidle")
    seen(window, "replace-preview", request)
    window.uncheck("#place-1")
    window.click("button[value=replace]")
    assert "3 pages got a new version." in window.inner_text("main")
    seen(window, "replaced", request)
    assert text(pages[0]) == "hoo came on day 0\n\nwho"
    window.click("summary:has-text('Take it back')")
    window.click(".confirm button")
    assert "3 pages got a new version." in window.inner_text("main")
    seen(window, "taken-back", request)
    assert [text(page) for page in pages] == [f"hoo came on day {n}\n\nhoo" for n in range(3)]


def text(page: Page) -> str:
    page.refresh_from_db()
    assert page.current
    return page.current.content().text


def test_results_are_narrowed_by_who_vouches_for_the_text(
    visit: Visit, record: Record, request: pytest.FixtureRequest
) -> None:
    pages = [scanned.page("the harbour was quiet", of=record) for _n in range(3)]
    approving.approve(pages[1].pk, member(record.collection, "editor"))
    for page in pages:
        index_page(page.pk)
    follower.catch_up()
    window = visit.to("/search?q=harbour")
    window.wait_for_load_state("networkidle")
    assert window.locator(".results article").count() == 3
    window.select_option("#status", "reviewed")
    window.click("form.grand button[type=submit]")
    window.wait_for_load_state("networkidle")
    assert window.locator(".results article").count() == 1
    assert "reviewed by a person" in window.inner_text(".results").lower()
    seen(window, "filtered", request)
    window.click(".results h2 a")
    window.wait_for_load_state("networkidle")
    window.click("text=All results")
    assert window.input_value("#status") == "reviewed"


def test_all_of_it_works_without_javascript(browser: Browser, live_server: object, page: Page) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    plain = Visit(context, str(live_server))
    sign_in(context, plain.address, page.record, "editor")
    window = plain.to(f"/pages/{page.pk}/versions")
    window.click("text=Compare the two")
    assert window.locator("ins").count() >= 1
    window.goto(f"{plain.address}/replace?record={page.record_id}")
    window.fill("#find", "quiet")
    window.fill("#instead", "calm")
    window.click("text=Show every place")
    window.click("button[value=replace]")
    window.click("summary:has-text('Take it back')")
    window.click(".confirm button")
    assert "1 page got a new version." in window.inner_text("main")
    context.close()
    assert plain.complaints == []

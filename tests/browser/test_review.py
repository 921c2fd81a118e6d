"""Reviewing in a real browser: by keyboard through several pages, two people at once, on a phone, and no faults."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Window

from archive.models import Collection, Page, Review, Sample
from archive.reviewing import looking_round
from tests import makers, persons, scanned
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit
from tests.browser.test_desk import come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
LINES = "The harbour was quiet\nand the keeper slept\nuntil the morning came"


@pytest.fixture
def where() -> Collection:
    """Four pages: one quarantined, two flagged, one plain; ada and bert edit."""
    for name in ("original_sha", "rendered"):
        getattr(scanned, name).cache_clear()
    where = makers.collection(visibility="public", languages=["en"])
    for name in ("ada", "bert"):
        persons.member(where, "editor", name)
    evidence = {"boxes": [[0.1, 0.1, 0.5, 0.125], [0.2, 0.5, 0.7, 0.6]], "figures": {"times": 9}}
    reasons = [
        ["loop", "The same line stands there nine times.", evidence],
        ["no_end", "The text ends in the middle."],
    ]
    for verdict in ("quarantine", "flag", "flag", "pass"):
        given = reasons if verdict != "pass" else []
        page = scanned.page(
            LINES, of=makers.record(where, title="Log of the harbour"), verdict=verdict, reasons=given
        )
        looking_round.anew(page.pk)
    Sample.objects.create(page=page, collection=where, machine=1, person_version=2, letters=1000,
                          wrong_letters=3, words=200, wrong_words=3)  # fmt: skip
    return where


def ready(window: Window) -> int:
    """Waits until the page listens to keys; says which page it is."""
    window.wait_for_url(re.compile(r"/review/pages/\d+"))
    window.wait_for_selector("body[data-ready]")
    window.wait_for_timeout(350)  # keys that were meant for the page before are not heard
    found = re.search(r"/review/pages/(\d+)", window.url)
    assert found
    return int(found.group(1))


def press(window: Window, key: str) -> int:
    before = window.url
    window.keyboard.press(key)
    for _ in range(100):
        if window.url != before and "/review/next" not in window.url:
            break
        window.wait_for_timeout(50)
    return ready(window)


def wait(window: Window, happened: Callable[[], bool]) -> None:
    for _ in range(100):
        if happened():
            return
        window.wait_for_timeout(50)
    raise AssertionError("it never happened")


def begin(visit: Visit, name: str) -> Window:
    window = come_in(visit, name, "/review")
    window.get_by_role("button", name="Begin").click()
    return window


def test_a_reviewer_needs_nothing_but_letters(visit: Visit, where: Collection) -> None:
    first, second, third, fourth = Page.objects.order_by("pk")
    window = begin(visit, "ada")
    assert ready(window) == first.pk
    assert window.locator(".doubted").count() == 2
    assert_clean(window, "a page under review")
    assert press(window, "a") == second.pk
    assert press(window, "i") == third.pk
    window.keyboard.press("s")
    window.wait_for_selector("#skip:popover-open")
    assert_clean(window, "skipping")
    window.keyboard.press("ArrowDown")  # the second reason
    window.keyboard.press("Enter")
    window.wait_for_url(re.compile(rf"/review/pages/{fourth.pk}"))
    assert ready(window) == fourth.pk
    (skip,) = Review.objects.get(page=third).skips.values()
    assert skip["why"] == "language"
    assert press(window, "u") == third.pk, "the last decision, taken back"
    assert Review.objects.get(page=third).skips == {}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.current.status, second.condition) == ("reviewed", "illegible")
    window.keyboard.press("?")
    window.wait_for_selector("#keys:popover-open")
    assert_clean(window, "keys")
    window.keyboard.press("a")
    window.wait_for_timeout(200)
    assert Review.objects.filter(page=third).exists(), "no decision while a panel is open"
    window.keyboard.press("Escape")
    assert press(window, "b") == fourth.pk
    window.keyboard.press("r")
    window.wait_for_url(re.compile(r"/review$"))
    assert not Review.objects.filter(not_before=None).exists()
    assert_clean(window, "the rooms")


def test_lines_are_framed_on_the_image(visit: Visit, where: Collection) -> None:
    window = begin(visit, "ada")
    ready(window)
    window.keyboard.press("ArrowDown")
    window.keyboard.press("ArrowDown")
    assert window.locator(".lines .current").inner_text() == "and the keeper slept"
    x, y, width, height = window.locator(".lines .current").get_attribute("data-b").split()  # type: ignore[union-attr]
    assert window.locator(".at-line").get_attribute("x") == str(int(x) / 10000)
    assert float(window.locator(".at-line").get_attribute("height") or 0) == pytest.approx(
        (int(height) - int(y)) / 1e4
    )
    assert int(width) > int(x)
    window.keyboard.press("ArrowUp")
    assert window.locator(".lines .current").inner_text() == "The harbour was quiet"


def test_a_key_that_is_held_decides_once(visit: Visit, where: Collection) -> None:
    first, second, *_rest = Page.objects.order_by("pk")
    window = begin(visit, "ada")
    assert ready(window) == first.pk
    window.keyboard.down("a")
    for _ in range(4):  # the key repeats while the next page comes
        window.keyboard.down("a")
    window.wait_for_url(re.compile(rf"/review/pages/{second.pk}"))
    window.keyboard.down("a")
    window.wait_for_timeout(600)
    window.keyboard.up("a")
    assert ready(window) == second.pk
    assert Review.objects.filter(page=second).exists()


def test_two_browsers_get_different_pages_and_leaving_gives_one_back(
    visit: Visit, browser: Browser, where: Collection
) -> None:
    first, second, *_rest = Page.objects.order_by("pk")
    ada = begin(visit, "ada")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    other = Visit(context, visit.address)
    bert = begin(other, "bert")
    assert (ready(ada), ready(bert)) == (first.pk, second.pk)
    bert.goto(f"{visit.address}/review/pages/{first.pk}")
    assert "has this page before them" in bert.inner_text("main")
    assert_clean(bert, "a page somebody else has")
    ada.goto(f"{visit.address}/review")
    wait(ada, lambda: Review.objects.get(page=first).holder is None)  # whoever leaves gives the page back
    bert.goto(f"{visit.address}/review/next")
    assert ready(bert) == first.pk
    context.close()
    assert other.complaints == []


def test_whoever_works_keeps_the_page_and_whoever_lost_it_is_told(visit: Visit, where: Collection) -> None:
    window = begin(visit, "ada")
    page = ready(window)
    window.clock.install()
    window.reload()
    ready_again = window.wait_for_selector("body[data-ready]")
    assert ready_again
    first = Review.objects.get(page=page).held_until
    window.clock.fast_forward(130_000)
    wait(window, lambda: Review.objects.get(page=page).held_until != first)
    bert = persons.User.objects.get(username="bert")
    Review.objects.filter(page=page).update(holder=bert)
    window.clock.fast_forward(130_000)
    window.wait_for_selector("#lost >> text=Somebody else has this page now")
    assert window.locator("#decide button:enabled[type=submit]").count() == 0
    assert_clean(window, "a page that was lost")
    visit.complaints.clear()  # the browser's own, of the answer 409
    assert Review.objects.get(page=page).holder == bert


def test_a_phone_has_room_for_it(phone: Visit, where: Collection) -> None:
    window = begin(phone, "ada")
    first = ready(window)
    for path in (f"/review/pages/{first}", "/review"):
        phone.to(path)
        wider = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, path
        assert_clean(window, path)
    phone.to(f"/review/pages/{first}")
    bar = window.locator("#decide").bounding_box()
    assert bar
    assert bar["y"] + bar["height"] <= 845, "decisions are at hand without scrolling"
    assert bar["height"] < 160
    window.get_by_role("button", name="Accept").click()
    window.wait_for_url(lambda url: f"/pages/{first}" not in url and "/review/pages/" in url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pictures_for_looking_at(
    browser: Browser,
    live_server: object,
    where: Collection,
    width: int,
    scheme: str,
    request: pytest.FixtureRequest,
) -> None:
    """Nothing is wider than the window; with --shots the pictures are kept."""
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        reduced_motion="reduce",
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    visit = Visit(context, str(live_server))
    window = begin(visit, "ada")
    ready(window)
    window.keyboard.press("ArrowDown")
    shots = request.config.getoption("--shots")
    for name, path in (("page", ""), ("rooms", "/review"), ("collection", f"/collections/{where.slug}")):
        if path:
            visit.to(path)
        window.wait_for_load_state("networkidle")
        wider = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, name
        if shots:
            window.screenshot(path=shots / f"review-{name}-{width}-{scheme}.png", full_page=name != "page")
    context.close()
    assert visit.complaints == []

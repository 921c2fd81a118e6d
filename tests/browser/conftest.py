"""A real Chromium before a real server, and the rule that no page may ask another host or complain."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Playwright keeps an event loop running in this thread, before which Django refuses to touch its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("No Chromium: install one, for example with `apt install chromium`.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


def until(window: Page, expression: str, seconds: float = 10) -> None:
    """Waits for something to be true in the page. Playwright's own way evaluates a string inside the page,
    which the site's policy rightly refuses."""
    end = time.monotonic() + seconds
    while not window.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        window.wait_for_timeout(50)


class Visit:
    """A window, and what it complained of."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self._asked(asked.url))

    def _heard(self, said: object) -> None:
        if said.type in {"error", "warning"}:  # type: ignore[attr-defined]
            self.complaints.append(said.text)  # type: ignore[attr-defined]

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked another host: {url}")

    def to(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def viewer(self, path: str) -> Page:
        """Opens a page and waits until its image is drawn and at rest."""
        page = self.to(path)
        page.wait_for_selector(".deep[data-state=ready]")
        page.wait_for_load_state("networkidle")
        return page


@pytest.fixture
def visit(browser: Browser, live_server: object) -> Iterator[Visit]:
    """A visitor at a desk, who wants no motion: animations end at once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    visit = Visit(context, str(live_server))
    yield visit
    context.close()
    assert visit.complaints == []


@pytest.fixture
def phone(browser: Browser, live_server: object) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce", has_touch=True)
    visit = Visit(context, str(live_server))
    yield visit
    context.close()
    assert visit.complaints == []

"""The office in a real browser: pages without faults, work that moves by itself, halted pages freed by keyboard."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page as Window

from archive import events
from archive.models import Page, Worker
from archive.storage import measuring
from ocr_engine import again
from ocr_engine.again import Way
from ocr_engine.models import Reading
from tests import makers
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def come_in(visit: Visit, path: str) -> Window:
    window = visit.to(f"/sign-in?next={path}")
    window.fill("#id_username", "ada")
    window.fill("#id_password", "reading-room-1")
    window.keyboard.press("Enter")
    window.wait_for_url(visit.address + path)
    return window


@pytest.fixture
def busy() -> Page:
    """An archive in which something of everything goes on."""
    ada = get_user_model().objects.create_superuser("ada", password="reading-room-1")
    record = makers.record(title="A-very-long-title-without-a-blank-" * 4)
    stopped = makers.page(record, stage="rendered", halted="damaged", halted_step="read", why="It is torn.")
    makers.page(record)
    makers.page(halted="out_of_time", halted_step="render", why="Too slow.")
    makers.page(condition="skipped")
    done = makers.transcribed("words")
    again.wish([done.pk], Way(), by=None)
    again.wish([makers.transcribed("more").pk], Way("tesseract"), by=None)
    Reading.objects.filter(engine="tesseract").update(halted="no_layer", halted_step="again", why="It has none.")
    Worker.objects.create(name="pages", host="mill", pid=1, seen_at=timezone.now())
    events.record(ada, "described", record, {"title": "Old"}, title="New")
    measuring.measure()
    return stopped


def test_every_page_of_the_office_is_without_faults(visit: Visit, phone: Visit, busy: Page) -> None:
    paths = [
        reverse("work"),
        reverse("work-halted", args=["damaged"]),
        reverse("history"),
        reverse("storage"),
        reverse("health-page"),
        reverse("record-history", args=[busy.record_id]),
        reverse("record-read-again", args=[busy.record_id]),
    ]
    for one in (visit, phone):
        window = come_in(one, paths[0])
        for path in paths:
            one.to(path)
            window.wait_for_load_state("networkidle")
            assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert_clean(window, path)


def test_the_work_page_moves_by_itself(visit: Visit, busy: Page) -> None:
    window = come_in(visit, reverse("work"))
    for _ in range(5):
        makers.page()
    until(window, "document.querySelector('.steps tbody tr td').textContent.trim() === '6'", 15)


def test_halted_pages_are_chosen_and_freed_by_keyboard_alone(visit: Visit, busy: Page) -> None:
    window = come_in(visit, reverse("work-halted", args=["damaged"]))
    window.focus("input[name=page]")
    window.keyboard.press("Space")
    window.focus("button[value=retry]")
    window.keyboard.press("Enter")
    window.wait_for_url(visit.address + reverse("work"))
    assert "1 page is tried again." in window.inner_text(".said")
    busy.refresh_from_db()
    assert busy.halted == ""


def test_skipping_a_whole_group_asks_first(visit: Visit, busy: Page) -> None:
    window = come_in(visit, reverse("work"))
    group = window.locator(".halts > li", has_text="Damaged files")
    group.get_by_text("Skip …").click()
    busy.refresh_from_db()
    assert busy.condition == Page.Condition.ORDINARY
    group.get_by_role("button", name="Skip 1 page").click()
    window.wait_for_load_state("networkidle")
    busy.refresh_from_db()
    assert busy.condition == Page.Condition.SKIPPED

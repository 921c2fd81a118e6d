"""The workbench in a real browser: a file brought, words watched, sides looked at by keyboard, ways compared."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page as Window

from archive import pipeline
from archive.demo.pages import relation
from archive.models import Record
from ocr_engine.models import Trial
from ocr_engine.tasks import read_trial
from ocr_engine.workbench import trying
from tests import makers, pages
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit, until
from tests.browser.test_office import come_in
from tests.test_deepseek_engine import DRAWN, taught, weights

__all__ = ["taught", "weights"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(visit: Visit) -> Window:
    get_user_model().objects.create_superuser("ada", password="reading-room-1")
    return come_in(visit, "/workbench")


def bring(window: Window, file: Path, **chosen: str) -> None:
    window.set_input_files("[name=file]", file)
    for name, value in chosen.items():
        window.select_option(f"[name={name}]", value)
    window.click("form.trying .actions button")


def read_all() -> None:
    for trial in list(pipeline.due(pipeline.TRIAL)):
        assert read_trial(trial.pk)


def shot(window: Window, shots: Path | None, name: str) -> None:
    if shots:
        window.screenshot(path=shots / f"workbench-{name}.png", full_page=True)


@pytest.fixture
def shots(request: pytest.FixtureRequest) -> Path | None:
    found: Path | None = request.config.getoption("--shots")
    return found


def test_a_page_is_brought_read_and_looked_at_from_every_side(
    desk: Window, visit: Visit, tmp_path: Path, shots: Path | None
) -> None:
    relation.draw().image.save(tmp_path / "relation.png")
    assert_clean(desk)
    shot(desk, shots, "form")
    bring(desk, tmp_path / "relation.png", engine="rapidocr")
    desk.wait_for_selector(".waiting")
    assert_clean(desk)
    read_all()
    desk.wait_for_selector("[role=tablist]:not([hidden])")
    assert "HAVERMOUTH" in desk.inner_text("#text .read")
    for side in ("text", "layout", "image", "parts", "figures", "raw"):
        desk.click(f"#tab-{side}")
        assert desk.is_visible(f"#{side}")
        assert desk.locator(".panel:visible").count() == 1
        assert_clean(desk)
        shot(desk, shots, side)
    assert desk.locator("#image rect").count() == desk.locator("#parts li").count()
    desk.focus("#tab-raw")
    desk.keyboard.press("Home")
    assert desk.get_attribute("#tab-text", "aria-selected") == "true"
    desk.keyboard.press("ArrowRight")
    assert desk.is_visible("#layout")
    desk.reload()
    assert desk.is_visible("#layout"), "where one was, one is again"


@pytest.mark.usefixtures("taught")
def test_two_engines_are_compared_while_the_words_come(
    desk: Window, tmp_path: Path, shots: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "_TELL", 0.02)
    DRAWN.image.save(tmp_path / "page.png")
    desk.reload()
    desk.check("#compare")
    desk.select_option("[name='engine-2']", "deepseek")
    assert desk.is_visible("[name='mode-2']")
    assert desk.is_hidden("[name=mode]")
    assert desk.is_hidden("[name='words-2']")
    desk.select_option("[name='task-2']", "custom")
    assert desk.is_visible("[name='words-2']")
    desk.select_option("[name='task-2']", "markdown")
    desk.select_option("[name='mode-2']", "base")
    shot(desk, shots, "choices")
    bring(desk, tmp_path / "page.png", engine="rapidocr")
    desk.wait_for_selector(".waiting")
    threads = threading.Thread(target=read_all)
    threads.start()
    threads.join()
    desk.wait_for_selector("[role=tablist]:not([hidden])")
    desk.click("#tab-differences")
    assert_clean(desk)
    shot(desk, shots, "differences")
    desk.click("#tab-image")
    shot(desk, shots, "two-images")


def test_words_appear_while_they_are_written(desk: Window, visit: Visit) -> None:
    ada = get_user_model().objects.get(username="ada")
    trial = makers.trial(ada, outcome="wanted", result={}, said="The ferry left ")
    Trial.objects.filter(pk=trial.pk).update(lease="somebody")
    desk.goto(f"{visit.address}/workbench/{trial.token}")
    until(desk, "document.querySelector('.said').textContent === 'The ferry left '")
    Trial.objects.filter(pk=trial.pk).update(said="The ferry left the quay")
    until(desk, "document.querySelector('.said').textContent === 'The ferry left the quay'")
    Trial.objects.filter(pk=trial.pk).update(outcome="failed", lease="", why="It is torn.")
    desk.wait_for_selector("text=It is torn.")


@pytest.fixture
def hand(phone: Visit) -> Window:
    get_user_model().objects.create_superuser("ada", password="reading-room-1")
    return come_in(phone, "/workbench")


def test_on_a_phone_a_page_is_photographed_and_kept(
    hand: Window, phone: Visit, tmp_path: Path, shots: Path | None
) -> None:
    collection = makers.collection()
    pages.page_with("The ferry left the quay").image.save(tmp_path / "photo.png")
    assert hand.is_visible(".camera")
    shot(hand, shots, "phone-form")
    assert_clean(hand)
    hand.set_input_files("[name=camera]", tmp_path / "photo.png")  # goes off at once
    hand.wait_for_selector(".waiting")
    read_all()
    hand.wait_for_selector("[role=tablist]:not([hidden])")
    assert hand.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(hand, shots, "phone-text")
    hand.click("#tab-image")
    shot(hand, shots, "phone-image")
    hand.click("text=Keep in a collection")
    hand.select_option("#collection", collection.slug)
    hand.click("text=Keep >> nth=-1")
    hand.wait_for_url("**/records/**")
    assert Record.objects.get().collection == collection

"""“Read again with …”: the engine, its task and its mode are chosen in the site, and reach the engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from archive.models import Page
from ocr_engine import again
from ocr_engine.models import Reading
from tests import makers
from tests.persons import admin
from tests.test_deepseek_engine import DRAWN, taught, weights
from tests.test_reading import stored

__all__ = ["taught", "weights"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada() -> Client:
    client = Client()
    client.force_login(admin())
    return client


@pytest.mark.usefixtures("taught")
def test_a_page_a_record_and_a_selection_are_read_as_chosen(ada: Client, tmp_path: Path) -> None:
    page = stored(DRAWN, tmp_path)
    form = ada.get(f"/records/{page.record_id}/read-again").content.decode()
    assert '<optgroup label="deepseek" data-engine="deepseek">' in form
    assert "line by line" in form
    assert "describe" not in form, "what it answers is no text of a page"
    assert "deepseek-2 – not on this machine" in form
    chosen = {"engine": "deepseek", "task": "markdown", "mode": "base", "languages": "en"}
    for address in (f"/records/{page.record_id}/read-again", f"/pages/{page.pk}/read-again"):
        assert ada.post(address, chosen).status_code == 302
    wish = Reading.objects.get(outcome="wanted")  # of one page and one way there is one
    assert wish.options == {"engine": "deepseek", "task": "markdown", "mode": "base", "languages": ["en"]}
    assert again.read(wish.pk)
    page.refresh_from_db()
    assert page.current.engine == "deepseek"
    wish.refresh_from_db()
    assert wish.options["mode"] == "base"
    Page.objects.filter(pk=page.pk).update(halted="damaged", halted_step="read")
    said = chosen | {"mode": "gundam", "act": "again", "page": page.pk}
    assert ada.post("/work/halted/damaged", said).status_code == 302
    assert Reading.objects.get(outcome="wanted").options["mode"] == "gundam"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"engine": "tests.engines.bad.Good"}, "There is no engine"),
        ({"engine": "rapidocr", "mode": "gundam"}, "has no mode"),
        ({"engine": "deepseek"}, "manage.py weights deepseek"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_wished(ada: Client, said: dict[str, str], why: str) -> None:
    page = makers.page(stage="transcribed", image="a" * 64)
    answer = ada.post(f"/pages/{page.pk}/read-again", said, follow=True)
    assert why in answer.content.decode()
    assert not Reading.objects.exists()

"""Addresses made to do harm get an answer that was foreseen, and cost no more than any other."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from archive import pyramids, store
from archive.geometry import Box
from archive.models import Page
from tests import makers, scanned
from tests.pictures import Rendered

pytestmark = pytest.mark.django_db
NO_NUMBERS = ["²", "١", "-1", "1e3", "0x10", "9" * 400, "9" * 19, "\x00"]


@pytest.fixture
def page() -> Page:
    return scanned.page(of=makers.record(makers.collection(visibility="public")))


@pytest.mark.parametrize("given", NO_NUMBERS)
def test_a_screen_that_does_not_begin_with_a_number_is_the_first(page: Page, given: str) -> None:
    for address, name in (
        (reverse("collection", args=[page.record.collection.slug]), "after"),
        (reverse("record", args=[page.record_id]), "from"),
        (reverse("progress", args=[page.record_id]), "from"),
    ):
        answer = Client().get(address, {name: given})
        assert answer.status_code == 200, address
        assert answer.content


@pytest.mark.parametrize("width", [*NO_NUMBERS, "00000000199999999999", "0", "4001"])
def test_a_crop_cannot_be_asked_for_wider_than_allowed(page: Page, width: str) -> None:
    assert Client().get(reverse("crop", args=[page.pk]), {"w": width}).status_code == 400


def test_a_range_of_thousands_of_digits_gives_the_whole_file(page: Page) -> None:
    asked = {"Range": f"bytes=0-{'9' * 5000}"}
    assert Client().get(reverse("original", args=[page.original_id]), headers=asked).status_code == 200


def test_a_crop_of_a_very_long_page_is_made_from_a_smaller_picture(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyramids, "MOST", 400_000)
    path = tmp_path / "scroll.png"
    Image.new("L", (300, 20_000), 200).save(path)
    made = Rendered(path)
    sha = store.hash_of(made.path)
    store.put("pyramids", sha, made.folder / made.facts["pyramid"])
    whole = Image.open(io.BytesIO(pyramids.crop(sha, Box(0, 0, 1, 1), 0, 4000)))
    assert whole.width * whole.height <= 400_000
    assert abs(whole.height / whole.width / (20_000 / 300) - 1) < 0.05
    part = Image.open(io.BytesIO(pyramids.crop(sha, Box(0, 0.5, 1, 0.501), 0, 4000)))
    assert part.size == (300, 20)


def test_marks_of_a_page_no_database_can_number_are_none() -> None:
    assert Client().get(f"/search/marks/{'9' * 25}", {"q": "x"}).json() == {"marks": []}


@pytest.mark.parametrize("name", ["q", "collection", "limit"])
@pytest.mark.parametrize("given", ["\x00", "\ud800", '"' * 300, "a" * 5000, "-", "(" * 300, *NO_NUMBERS])
def test_a_search_of_nonsense_is_answered(name: str, given: str) -> None:
    asked = {"q": "x", name: given.encode("utf-8", "replace").decode()}
    assert Client().get("/search", asked).status_code in (200, 404)

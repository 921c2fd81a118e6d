"""What every engine promises, asked of each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ocr_engine.engine import Ask, OcrEngine, PageSource, engine, fingerprint
from ocr_engine.evaluations.scoring import character_error
from tests import pages

TEXT = "The ferry left the quay before the storm"


@pytest.fixture(params=["rapidocr", "tesseract", "recorded", "text-layer"])
def one(request: pytest.FixtureRequest) -> OcrEngine:
    if request.param == "tesseract" and shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    return engine(request.param)


@pytest.fixture
def page(one: OcrEngine, tmp_path: Path) -> PageSource:
    drawn = pages.page_with(TEXT)
    image = tmp_path / "page.png"
    drawn.image.save(image)
    width, height = drawn.image.size
    if one.name == "recorded":
        raw = engine("rapidocr").read(PageSource(str(image), width, height), Ask("text"), 60)
        Path(f"{image}.raw.json").write_bytes(raw)
    layer = ""
    if one.name == "text-layer":
        layer = str(tmp_path / "layer.gz")
        chars = [[c, 0.1 + 0.015 * i, 0.2, 0.1 + 0.015 * (i + 1), 0.24] for i, c in enumerate(TEXT)]
        run = {"block": 0, "dir": [1, 0], "size": 12, "font": "F", "flags": 0, "hidden": False, "chars": chars}
        import gzip

        Path(layer).write_bytes(gzip.compress(json.dumps({"image_cover": 0, "lines": [run]}).encode()))
    return PageSource(str(image), width, height, turn=0, layer=layer)


def test_it_reads_a_plain_page_and_every_word_has_a_box(one: OcrEngine, page: PageSource) -> None:
    parsed = one.parse(one.read(page, Ask(one.tasks[0]), 60))
    text = " ".join(" ".join(block.text.split()) for block in parsed.blocks)
    assert character_error(TEXT, text) < 0.03
    words = [block.text[word.start : word.end] for block in parsed.blocks for word in block.words]
    assert words == text.split()


def test_parsing_is_pure(one: OcrEngine, page: PageSource) -> None:
    raw = one.read(page, Ask(one.tasks[0]), 60)
    assert one.parse(raw) == one.parse(raw)


def test_its_recipe_is_json_and_stays_the_same(one: OcrEngine) -> None:
    recipe = one.recipe(Ask(one.tasks[0]))
    assert recipe["engine"] == one.name
    assert json.loads(json.dumps(recipe)) == recipe
    assert fingerprint(recipe) == fingerprint(one.recipe(Ask(one.tasks[0])))


def test_it_says_where_it_works_and_what_it_can_do(one: OcrEngine) -> None:
    assert one.place in ("child", "here")
    assert one.tasks

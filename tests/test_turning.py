"""Pages lying on their side or on their head are found and turned; askew ones are read as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.demo import wear
from archive.demo.drawing import DrawnPage
from ocr_engine import readings
from ocr_engine.engine import PageSource
from ocr_engine.evaluations.scoring import character_error
from ocr_engine.readings import Done
from tests import pages

LINES = (
    "The bell was heard across",
    "the water until morning",
    "when all the boats had come",
    "back to the quay again",
)


def read(drawn: DrawnPage, folder: Path, **fields: object) -> Done:
    drawn.image.save(folder / "page.png")
    return readings.read(PageSource(str(folder / "page.png"), *drawn.image.size, **fields), "rapidocr")


def said(done: Done) -> str:
    return " ".join(" ".join(block.text.split()) for block in done.parsed.blocks)


@pytest.mark.parametrize("lying", [0, 90, 180, 270])
def test_a_page_lying_in_any_direction_is_turned_upright(lying: int, tmp_path: Path) -> None:
    drawn = wear.turned(pages.page_with(*LINES), lying)
    done = read(drawn, tmp_path)
    assert done.parsed.turn == drawn.turn
    assert character_error(" ".join(LINES), said(done)) < 0.03


def test_a_turn_that_is_known_is_believed(tmp_path: Path) -> None:
    drawn = wear.turned(pages.page_with(*LINES), 90)
    assert read(drawn, tmp_path, turn=270).parsed.turn == 270


@pytest.mark.parametrize("degrees", [-5.0, 3.0])
def test_a_page_laid_askew_is_read(degrees: float, tmp_path: Path) -> None:
    done = read(wear.skewed(pages.page_with(*LINES, width=1400, height=900), degrees), tmp_path)
    assert character_error(" ".join(LINES), said(done)) < 0.03

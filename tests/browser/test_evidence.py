"""The promise of the archive, on real pixels: the rectangle of a hit covers the ink of its word.

A page with one word in blue ink goes the whole way: file, image, reading, index, search, viewer. Then the
screen is looked at as a person would: where is the blue, and does the rectangle lie on it? No coordinate of
ours is trusted: the ink is found by its colour, the rectangle by what changes when it is drawn.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page as Window

from archive import collections
from archive.demo.drawing import Face, Sheet
from archive.intake import arrivals
from archive.intake.taking import Intake
from archive.models import Page
from archive.running import work
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD = "lighthouse"
BLUE = (0, 0, 190)
LINES = [
    "The harbour of Havermouth was dark that winter,",
    "and the old keeper climbed to the lamp each night.",
    "From the hill one saw the lighthouse and the boats",
    "that came home in the evening with their nets full.",
    "Nobody in the town slept before the last was in,",
    "and the bell was rung when the fog lay on the water.",
]
Span = tuple[int, int, int, int]


def drawn() -> Image.Image:
    sheet = Sheet(1400, 1000, seed=7)
    for number, text in enumerate(LINES):
        sheet.line(text, Face("oldface", 46), 120, 220 + 90 * number, same_block=number > 0)
    page = sheet.page()
    (word,) = page.named(WORD)
    x0, y0, x1, y1 = (round(v) for v in word.box)
    pixels = np.array(page.image)
    part = pixels[y0:y1, x0:x1]
    paper = part.min(axis=2, keepdims=True).astype(float) / 255
    pixels[y0:y1, x0:x1] = (np.array(BLUE) * (1 - paper) + 255 * paper).astype(np.uint8)
    return Image.fromarray(pixels)


def screen(window: Window) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(window.locator(".deep").screenshot())).convert("RGB")).astype(int)


def around(found: np.ndarray) -> Span:
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    assert rows.size, "there is nothing of it on the screen"
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def looked_at(window: Window) -> tuple[Span, Span]:
    """Where the ink of the word is on the screen, and where the rectangle."""
    hide = "() => document.querySelectorAll('.overlay').forEach((o) => { o.style.display = 'none'; })"
    show = "() => document.querySelectorAll('.overlay').forEach((o) => { o.style.display = ''; })"
    window.wait_for_timeout(400)  # the picture settles: finer tiles replace coarser ones
    window.evaluate(hide)
    bare = screen(window)
    window.evaluate(show)
    marked = screen(window)
    ink = (bare[:, :, 2] - bare[:, :, :2].max(axis=2)) > 50
    return around(ink), around(np.abs(bare - marked).sum(axis=2) > 20)


def assert_on_the_ink(window: Window, step: str) -> Span:
    ink, rect = looked_at(window)
    wide, high = ink[2] - ink[0], ink[3] - ink[1]
    # A detector's box may cut a hair's breadth of a letter and leave some air around it.
    slack = 2 + 0.12 * min(wide, high)
    inside = (
        rect[0] <= ink[0] + slack
        and rect[1] <= ink[1] + slack
        and rect[2] >= ink[2] - slack
        and rect[3] >= ink[3] - slack
    )
    assert inside, f"{step}: the rectangle {rect} does not cover the ink {ink}"
    shared = max(0, min(ink[2], rect[2]) - max(ink[0], rect[0])) * max(
        0, min(ink[3], rect[3]) - max(ink[1], rect[1])
    )
    both = wide * high + (rect[2] - rect[0]) * (rect[3] - rect[1]) - shared
    assert shared / both > 0.5, f"{step}: the rectangle {rect} is much larger than the ink {ink}"
    return ink


def pressed(window: Window, deed: str) -> None:
    window.click(f"[data-do={deed}]")
    window.wait_for_timeout(100)
    window.wait_for_load_state("networkidle")


def test_the_rectangle_covers_the_ink_of_the_word_at_every_zoom_and_rotation(
    home: Path, visit: Visit, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    drawn().save(folder / "upright.png")
    drawn().transpose(Image.Transpose.ROTATE_90).save(folder / "lying.png")
    intake = Intake(collections.create("harbour", "Harbour papers", visibility="public"))
    assert all(result.arrived for result in intake.take(arrivals.found(folder)))
    outcome = work.until_idle()
    assert not outcome.halted
    turns = {page.original.name: page.turn for page in Page.objects.select_related("original")}
    assert turns["upright.png"] == 0
    assert turns["lying.png"] == 90

    window = visit.to("/")
    window.fill("#q", WORD)
    window.keyboard.press("Enter")
    window.wait_for_selector(".results mark")
    assert {said.lower() for said in window.locator(".results mark").all_inner_texts()} == {WORD}
    assert window.locator(".results .picture rect.mark").count() == 2

    for page in Page.objects.select_related("original"):
        name = page.original.name
        window = visit.viewer(f"/pages/{page.pk}?q={WORD}")
        assert window.locator(".overlay rect.mark").count() == 1
        whole = assert_on_the_ink(window, f"{name}, whole page")
        assert whole[2] - whole[0] > 2 * (whole[3] - whole[1]), f"{name} does not stand upright"
        pressed(window, "after")
        near = assert_on_the_ink(window, f"{name}, at the mark")
        assert near[2] - near[0] > 1.4 * (whole[2] - whole[0])
        pressed(window, "in")
        assert_on_the_ink(window, f"{name}, closer")
        for quarter in range(1, 5):
            pressed(window, "right")
            turned = assert_on_the_ink(window, f"{name}, turned {90 * quarter}°")
            lying = turned[2] - turned[0] < turned[3] - turned[1]
            assert lying == bool(quarter % 2)

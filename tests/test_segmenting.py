"""Text over rows of ink: the rows as pixels show them, and the words that each of them gets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from archive.blocks import Block, Geometry, Kind
from archive.dividing import Room, divided
from archive.geometry import Box
from archive.segmenting import over_rows
from ocr_engine.rapid.ink import ink_of
from ocr_engine.rapid.rows import outside, rows_of
from tests import pages

WHOLE = Box(0.05, 0.05, 0.95, 0.95)
LINES = (
    "the ferry left the quay before the storm",
    "and the bell was heard across",
    "the water until the morning came when",
    "all the boats were counted",
)


def row(number: int, letters: float) -> Box:
    return Box(0.1, 0.1 + number * 0.04, 0.1 + letters * 0.015, 0.13 + number * 0.04)


def test_words_go_to_the_rows_that_are_as_wide() -> None:
    text, rows = " ".join(LINES), [row(at, len(line)) for at, line in enumerate(LINES)]
    found = over_rows(text, WHOLE, rows)
    assert tuple(text[line.start : line.end] for line in found.lines) == LINES
    assert [line.box for line in found.lines] == rows
    assert {word.geometry for word in found.words} == {Geometry.INTERPOLATED}
    assert found.agreement is None


def test_a_word_alone_is_all_the_ink_of_its_row() -> None:
    (word,) = over_rows("Harbour", WHOLE, [row(0, 7)]).words
    assert (word.geometry, word.box) == (Geometry.SEGMENTED, row(0, 7))


def test_words_written_from_the_right_begin_on_the_right() -> None:
    first, second = over_rows("שלום עולם", WHOLE, [row(0, 9)]).words
    assert first.box.x0 > second.box.x1


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a word", []),
        ("", [row(0, 9)]),
        (" ".join(LINES), [row(0, 9)]),  # a hundred letters in the place of nine
        ("two words", [row(0, 9), row(1, 9), row(2, 9)]),  # more rows than words
        (" ".join(LINES), [row(0, 40), row(1, 40), Box(0.1, 0.3, 0.7, 0.6)]),  # several lines as one
    ],
)
def test_rows_that_cannot_be_those_of_the_text_are_not_believed(text: str, rows: list[Box]) -> None:
    found = over_rows(text, WHOLE, rows)
    assert found.lines == ()
    assert all((word.geometry, word.box) == (Geometry.BLOCK, WHOLE) for word in found.words)


@given(
    text=st.text(max_size=200),
    rows=st.lists(st.tuples(st.floats(0, 0.8), st.floats(0, 0.9), st.floats(0.001, 0.2)), max_size=9),
)
@settings(max_examples=200, deadline=None)
def test_whatever_the_rows_are_the_result_can_be_kept(text: str, rows: list[tuple[float, float, float]]) -> None:
    found = over_rows(text, WHOLE, [Box(x, y, x + wide, y + 0.02) for x, y, wide in rows])
    clean = text.encode("utf-8", "replace").decode().replace("\0", "?")
    Block(Kind.TEXT, WHOLE, clean, found.lines, found.words)
    assert len(found.words) == len(text.split())


@given(
    sizes=st.lists(st.floats(1, 20), min_size=1, max_size=120),
    rooms=st.lists(st.tuples(st.floats(0, 80), st.floats(0, 20)), min_size=1, max_size=8),
)
@settings(max_examples=100, deadline=None)
def test_every_word_gets_a_room_and_none_goes_back(sizes: list[float], rooms: list[tuple[float, float]]) -> None:
    homes = divided(sizes, [Room(least, least + more) for least, more in rooms])
    assert len(homes) == len(sizes)
    assert homes == sorted(homes)
    assert 0 <= homes[0] <= homes[-1] < len(rooms)


def test_what_speaks_for_a_room_outweighs_a_small_misfit() -> None:
    rooms = [Room(20, 20), Room(20, 20)]
    assert divided([10, 10, 5, 5, 10], rooms) == [0, 0, 1, 1, 1]
    assert divided([10, 10, 5, 5, 10], rooms, [{}, {}, {0: 5.0}, {}, {}]) == [0, 0, 0, 1, 1]


def test_rows_of_a_drawn_page_are_its_lines() -> None:
    drawn = pages.page_with(*LINES)
    wide, high = drawn.image.size
    rows = rows_of(np.asarray(drawn.image.convert("L")), [Box(0.02, 0.02, 0.98, 0.98)])
    assert len(rows) == len(LINES)
    for found, line in zip(rows, drawn.lines, strict=True):
        x0, y0, x1, y1 = (v / by for v, by in zip(line.box, (wide, high, wide, high), strict=True))
        assert found.iou(Box(x0, y0, x1, y1)) > 0.6
    text = " ".join(LINES)
    assert tuple(text[line.start : line.end] for line in over_rows(text, WHOLE, rows).lines) == LINES


def test_paper_without_ink_has_no_rows() -> None:
    assert rows_of(np.full((300, 200), 255, np.uint8), [WHOLE, Box(0.0, 0.0, 0.001, 0.001)]) == ()


def test_a_line_that_no_area_covers_is_found_by_its_ink() -> None:
    drawn = pages.page_with(*LINES)
    grey = np.asarray(drawn.image.convert("L"))
    wide, high = drawn.image.size
    boxes = [Box.of_pixels(*map(int, line.box), wide, high) for line in drawn.lines]
    assert outside(grey, boxes) == (0.0, ())
    share, lost = outside(grey, boxes[:-1])
    assert share == pytest.approx(len(LINES[-1]) / len("".join(LINES)), abs=0.05)
    (row,) = lost
    assert row.iou(boxes[-1]) > 0.6
    assert outside(grey, [])[0] == 1.0


def test_the_paper_around_large_letters_is_not_taken_for_the_writing() -> None:
    drawn = pages.page_with(*LINES)
    whole = Image.new("L", (1200, 2000), 255)
    small = drawn.image.convert("1").convert("L")
    whole.paste(small, (0, 700))
    strokes = ImageDraw.Draw(whole)
    for number in range(8):  # the strokes of a title: far more paper near them than they are ink
        strokes.rectangle((60 + number * 140, 100, 60 + number * 140 + 16, 420), fill=0)
    letters = sum(not letter.isspace() for letter in "".join(LINES))
    assert ink_of(np.asarray(whole)).marks == pytest.approx(letters, rel=0.15)
    dark = ink_of(255 - np.asarray(drawn.image.convert("L")))
    assert dark.marks == pytest.approx(letters, rel=0.15), "light writing on a dark ground is seen as before"


def test_specks_frames_and_bare_paper_are_no_lost_lines() -> None:
    paper = np.full((1400, 1000), 235, np.uint8)
    assert outside(paper, []) == (0.0, ())
    paper[:, 990:] = 20  # the edge of the glass
    paper[50:52, 100:900] = 20  # a rule
    paper[300:310, 400:408] = paper[800:812, 120:126] = 20  # stains
    assert outside(paper, []) == (0.0, ())

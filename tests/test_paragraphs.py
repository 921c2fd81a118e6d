"""Paragraphs stay whole and headings stay apart, whatever boxes a detector draws."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from archive.blocks import Kind
from ocr_engine.layout import DetectedLine, DetectedWord, arrange, without_noise
from tests.typesetting import column, line, prose, shuffled

WIDE, HIGH = 1200, 1600


def close(each: DetectedLine, above: float = 0.0, below: float = 0.0) -> DetectedLine:
    """The line with its box drawn closer to the ink, as detectors do where few letters rise or sink."""
    (x0, y0), (x1, _y), (_x, y1), _last = each.quad
    quad = ((x0, y0 + above), (x1, y0 + above), (x1, y1 - below), (x0, y1 - below))
    words = tuple(replace(w, y0=w.y0 + above, y1=w.y1 - below) for w in each.words)
    return DetectedLine(each.text, quad, each.confidence, words)


def blocks_of(lines):
    return arrange(shuffled(lines), WIDE, HIGH)


def test_a_line_whose_box_is_drawn_close_stays_in_its_paragraph():
    lines = [close(each, n % 2, n % 3) for n, each in enumerate(column(100, 100, 8, 80))]
    lines[5] = close(lines[5], 3, 4)
    lines[7] = close(line("was lost, with two men.", 100, 296), 3, 4)
    (block,) = blocks_of(lines)
    assert len(block.lines) == 8


def test_what_stands_far_below_does_not_part_a_short_last_line():
    lines = [*column(100, 100, 6, 60), line("the key.", 100, 268), line("PRICE OF BREAD", 300, 330)]
    lines += column(100, 370, 6, 60, seed=2)
    assert [len(b.lines) for b in blocks_of(lines)] == [7, 1, 6]


def test_capitals_in_the_middle_of_a_column_head_it():
    lines = [line("THE GREAT BELL.", 325, 100), *column(100, 128, 8, 60)]
    first, second = blocks_of(lines)
    assert (first.kind, first.text) == (Kind.HEADING, "THE GREAT BELL.")
    assert (second.kind, len(second.lines)) == (Kind.TEXT, 8)


def test_where_sizes_are_exact_a_small_difference_heads():
    lines = [*column(100, 100, 6, 60), line("What you can find here", 100, 268, 25)]
    lines += column(100, 303, 6, 60, seed=2)
    assert [(b.kind, len(b.lines)) for b in blocks_of(lines)] == [
        (Kind.TEXT, 6),
        (Kind.HEADING, 1),
        (Kind.TEXT, 6),
    ]


def test_a_detected_line_with_a_high_box_is_no_heading_when_its_letters_are_of_the_usual_width():
    lines = [close(each, n % 3, n % 2) for n, each in enumerate(column(100, 100, 5, 60))]
    lines += [close(line(prose(90, 60), 100, 400), -4, -4)]
    lines += [close(each, n % 3, n % 2) for n, each in enumerate(column(100, 560, 5, 60, seed=3))]
    assert {b.kind for b in blocks_of(lines)} == {Kind.TEXT}


def test_page_1_of_3_is_the_number_of_the_page():
    lines = [*column(100, 100, 20, 80), line("Page 1 of 3", 800, 1500)]
    assert blocks_of(lines)[-1].kind == Kind.PAGE_NUMBER


def test_cells_are_told_apart_by_their_words_though_their_boxes_touch():
    def wide(text: str, x: float, y: float) -> DetectedLine:
        each = line(text, x, y)
        return DetectedLine(
            text,
            ((x - 14, y), (each.quad[1][0] + 14, y), (each.quad[1][0] + 14, y + 20), (x - 14, y + 20)),
            0.9,
            each.words,
        )

    rows = [
        ("1", "Abel Thorne", "14"),
        ("2", "Widow Oake", "6"),
        ("3", "Jonas Pell", "11"),
        ("4", "Silas Crane", "9"),
    ]
    cells = [
        wide(text, x, 200 + 50 * n)
        for n, row in enumerate(rows)
        for text, x in zip(row, (100, 136, 330), strict=True)
    ]
    (table,) = blocks_of(cells)
    assert table.kind == Kind.TABLE
    assert table.text == "\n".join("\t".join(row) for row in rows)


def mark(text: str, x: float, y: float, size: float, sure: float) -> DetectedLine:
    quad = ((x, y), (x + size, y), (x + size, y + size), (x, y + size))
    return DetectedLine(text, quad, sure, (DetectedWord(text, x, y, x + size, y + size, sure),))


def test_unsure_spots_are_left_out_and_part_nothing():
    lines = column(100, 100, 8, 80)
    noisy = [*lines, mark("b", 700, 330, 7, 0.42), mark("è", 950, 180, 60, 0.7), mark("x", 980, 220, 20, 0.3)]
    assert without_noise(noisy) == lines


def test_sure_letters_and_numbers_of_the_usual_size_stay():
    lines = [*column(100, 100, 8, 80), mark("B", 950, 180, 20, 0.9), mark("7", 950, 240, 18, 0.5)]
    assert without_noise(lines) == lines


def test_a_page_of_nothing_but_marks_is_left_alone():
    lines = [mark("b", 700, 330, 7, 0.42), mark("x", 980, 220, 20, 0.3)]
    assert without_noise(lines) == lines


def test_lines_that_reach_into_each_other_are_parted():
    lines = [close(each, -10, -10) for each in column(100, 100, 6, 60)]  # 40 high, 28 apart
    (block,) = blocks_of(lines)
    boxes = [each.box for each in block.lines]
    for upper, lower in pairwise(boxes):
        assert upper.y1 <= lower.y0 + 0.1 * upper.height
    for word in block.words:
        (of,) = [each for each in block.lines if each.start <= word.start < each.end]
        assert of.box.y0 - 1e-9 <= word.box.y0 < word.box.y1 <= of.box.y1 + 1e-9


def test_short_paragraphs_are_parted_by_white_though_half_of_all_steps_are_white():
    lines, y = [], 100
    for n, count in enumerate((2, 3, 2, 1, 2)):
        lines += column(100, y, count, 60, seed=n)
        y += count * 28 + 12
    assert [len(b.lines) for b in blocks_of(lines)] == [2, 3, 2, 1, 2]

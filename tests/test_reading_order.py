"""Detected lines come in no order; they leave in the order in which a person reads them."""

from __future__ import annotations

import pytest

from archive.blocks import Kind, PageText
from ocr_engine.layout import arrange
from tests.typesetting import column, leaning, line, prose, shuffled

WIDE, HIGH = 1200, 1600


def read(lines, **more) -> list[str]:
    """The lines of the page in reading order."""
    return [text for block in arrange(shuffled(lines), WIDE, HIGH, **more) for text in block.text.split("\n")]


def said(lines) -> list[str]:
    return [each.text for each in lines]


def two_columns():
    return column(100, 200, 20, 45, seed=1) + column(650, 205, 20, 45, seed=2)


def test_one_column_is_read_from_top_to_bottom():
    lines = column(100, 100, 30, 90)
    assert read(lines) == said(lines)


def test_two_columns_are_read_one_after_the_other():
    assert read(two_columns()) == said(two_columns())


def test_three_columns_with_different_line_heights_are_read_one_after_the_other():
    lines = (
        column(60, 100, 30, 30, seed=1)
        + column(430, 108, 26, 30, seed=2, step=31)
        + column(800, 96, 30, 30, seed=3)
    )
    assert read(lines) == said(lines)


@pytest.mark.parametrize("degrees", [-5, -2.5, 1, 3, 5])
def test_a_leaning_page_is_read_like_a_level_one(degrees):
    assert read(leaning(two_columns(), degrees, WIDE, HIGH)) == said(two_columns())


def test_a_heading_across_the_columns_ends_what_stands_above_it():
    above = column(100, 100, 12, 45, seed=1) + column(650, 100, 12, 45, seed=2)
    heading = [line("The second winter of the harbour at Havermouth", 150, 480, 34)]
    below = column(100, 560, 12, 45, seed=3) + column(650, 560, 12, 45, seed=4)
    assert read(above + heading + below) == said(above + heading + below)


def test_a_title_above_columns_comes_first():
    lines = [line("A CHRONICLE OF SALT", 300, 60, 44), *two_columns()]
    blocks = arrange(shuffled(lines), WIDE, HIGH)
    assert (blocks[0].kind, blocks[0].text) == (Kind.TITLE, "A CHRONICLE OF SALT")
    assert read(lines) == said(lines)


def test_the_fragments_of_a_line_are_joined():
    whole = column(100, 100, 10, 80)
    pieces = [line("the keeper of", 100, 400), line("the lantern went", 245, 401), line("home", 420, 399)]
    below = column(100, 430, 10, 80, seed=2)
    assert read(whole + pieces + below)[10] == "the keeper of the lantern went home"


def test_a_line_that_was_drawn_across_the_gutter_is_cut_in_two():
    left, right = column(100, 200, 20, 44, seed=1), column(580, 200, 20, 44, seed=2)
    merged = line(left[0].text, 100, 200)
    both = type(merged)(
        f"{left[0].text} {right[0].text}",
        (left[0].quad[0], right[0].quad[1], right[0].quad[2], left[0].quad[3]),
        0.9,
        left[0].words + right[0].words,
    )
    assert read([both, *left[1:], *right[1:]]) == said(left + right)


def test_a_drop_capital_begins_its_word():
    lines = [line("S", 100, 100, 76, pitch=0.6), line("he moped and she sighed again", 152, 100)]
    lines += [line("wandered around the house", 152, 128), *column(100, 190, 10, 34)]
    assert read(lines)[0] == "She moped and she sighed again"


def test_a_caption_among_columns_does_not_break_them():
    left = column(100, 100, 10, 48, seed=1) + column(100, 380, 8, 30, seed=2) + column(100, 604, 10, 48, seed=3)
    right = column(640, 100, 10, 48, seed=4) + column(820, 380, 8, 30, seed=5) + column(640, 604, 10, 48, seed=6)
    caption = [line("THE ROOFS", 560, 420, 16), line("OF HAVERMOUTH", 540, 442, 16), line("AT NOON", 570, 464, 16)]
    assert read(left + right + caption) == said(left + right + caption)


def test_a_note_in_the_margin_follows_the_paragraph_beside_it():
    first = column(300, 200, 6, 70, seed=1)
    second = [line(first[0].text[:60], 340, 400), *column(300, 428, 6, 70, seed=2)]
    note = [line("see the", 180, 205, 14), line("first book", 180, 226, 14)]
    blocks = arrange(shuffled(first + second + note), WIDE, HIGH)
    assert [b.kind for b in blocks] == [Kind.TEXT, Kind.MARGINAL, Kind.TEXT]
    assert blocks[1].text == "see the\nfirst book"


def test_head_foot_and_page_number_are_told_from_the_text():
    body = column(150, 200, 40, 80)
    lines = [
        line("124", 150, 80),
        line("THE HISTORY OF ROPE", 480, 80),
        *body,
        line("Printed at Havermouth", 450, 1520, 16),
    ]
    blocks = arrange(shuffled(lines), WIDE, HIGH)
    assert [(b.kind, b.text) for b in blocks[:2]] == [
        (Kind.PAGE_NUMBER, "124"),
        (Kind.HEADER, "THE HISTORY OF ROPE"),
    ]
    assert (blocks[-1].kind, blocks[-1].text) == (Kind.FOOTER, "Printed at Havermouth")


def test_right_to_left_pages_begin_with_the_right_column():
    words = ["ספר", "ארון", "מפתח", "ים", "ספינה", "נמל", "חבל", "פעמון"]
    text = [" ".join(words[(n + k) % 8] for k in range(8)) for n in range(12)]
    right = [line(t, 700, 100 + 28 * n) for n, t in enumerate(text)]
    left = [line(t[::-1].strip(), 120, 104 + 28 * n) for n, t in enumerate(text)]
    assert read(left + right) == said(right + left)
    first = arrange(right + left, WIDE, HIGH)[0]
    boxes = [w.box for w in first.words if w.end <= first.lines[0].end]
    assert [b.x0 for b in boxes] == sorted((b.x0 for b in boxes), reverse=True)


def test_paragraphs_are_parted_by_indentation_and_by_white():
    lines = [
        *column(100, 100, 4, 80),
        line("Then came the fog " + "and more " * 6, 140, 212),
        *column(100, 240, 3, 80, seed=2),
    ]
    lines += column(100, 400, 3, 80, seed=3)
    blocks = arrange(shuffled(lines), WIDE, HIGH)
    assert [len(b.lines) for b in blocks] == [4, 4, 3]


def test_headings_get_levels_by_their_size():
    lines = [line("The Book of Tides", 100, 60, 60), *column(100, 160, 6, 80)]
    lines += [line("First part", 100, 380, 36), *column(100, 440, 6, 80, seed=1)]
    lines += [line("A small matter", 100, 640, 27), *column(100, 690, 6, 80, seed=2)]
    blocks = arrange(shuffled(lines), WIDE, HIGH)
    heads = [(b.kind, b.level, b.text) for b in blocks if b.kind in (Kind.TITLE, Kind.HEADING)]
    assert heads == [
        (Kind.TITLE, 0, "The Book of Tides"),
        (Kind.HEADING, 2, "First part"),
        (Kind.HEADING, 3, "A small matter"),
    ]


def test_a_list_is_one_block_with_its_items():
    items = [line("1. a barrel of salt", 100, 300), line("2. two nets and the", 100, 330)]
    items += [line("rope that holds them", 130, 358), line("3. the bell", 100, 388)]
    blocks = arrange(shuffled(column(100, 100, 5, 80) + items + column(100, 450, 5, 80, seed=2)), WIDE, HIGH)
    assert [b.kind for b in blocks] == [Kind.TEXT, Kind.LIST, Kind.TEXT]
    assert len(blocks[1].lines) == 4


def test_a_caption_is_told_by_its_first_word():
    lines = [*column(100, 100, 8, 80), line("Fig. 3. The harbour before the storm", 300, 700)]
    assert arrange(lines, WIDE, HIGH)[-1].kind == Kind.CAPTION


def test_a_list_of_contents_keeps_each_number_with_its_entry():
    entries = [line(prose(n, 30), 100, 200 + 30 * n) for n in range(12)]
    numbers = [line(str(7 + 9 * n), 1000, 200 + 30 * n) for n in range(12)]
    assert read(entries + numbers) == [f"{e.text} {n.text}" for e, n in zip(entries, numbers, strict=True)]


def test_columns_of_chinese_from_top_to_bottom_are_read_from_the_right():
    def down(text: str, x: float):
        line_ = line("x", x, 100)
        quad = ((x, 100.0), (x + 24, 100.0), (x + 24, 100.0 + 24 * len(text)), (x, 100.0 + 24 * len(text)))
        return type(line_)(text, quad, 0.9, ())

    lines = [
        down("春眠不覺曉處處聞啼鳥夜來風雨", 900),
        down("聲花落知多少床前明月光疑是地", 860),
        down("上霜舉頭望明月低頭思故鄉白日", 820),
    ]
    assert read(lines) == said(lines)


def test_words_keep_their_places():
    lines = column(100, 100, 5, 60)
    page = PageText(arrange(lines, WIDE, HIGH))
    words = [
        (page.text[s + w.start : s + w.end], w.box)
        for b, s in zip(page.blocks, page.starts, strict=True)
        for w in b.words
    ]
    truth = [w for each in lines for w in each.words]
    assert [text for text, _box in words] == [w.text for w in truth]
    for (_text, box), word in zip(words, truth, strict=True):
        assert (box.x0 * WIDE, box.y1 * HIGH) == pytest.approx((word.x0, word.y1))


def test_nothing_detected_makes_no_blocks():
    assert arrange([], WIDE, HIGH) == ()
    assert arrange([line(" ", 10, 10)], WIDE, HIGH) == ()

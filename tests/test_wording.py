"""Blocks without words get those of another engine; what no block covers is told."""

from __future__ import annotations

import pytest

from archive.blocks import Block, Geometry, Kind, Line, PageText, Word
from archive.geometry import Box
from ocr_engine.evaluations import alignment
from ocr_engine.wording import worded
from tests import makers

LEFT, RIGHT = "The harbour was quiet\nand the keeper slept", "Dues of rye and oats\nwere paid in full"


def beside() -> PageText:
    """Two blocks of two lines each, one below the other; every word has its box."""
    return PageText((makers.block(LEFT, 0.1), makers.block(RIGHT, 0.5)))


def told(text: str, top: float, bottom: float, kind: Kind = Kind.TEXT) -> Block:
    return Block(kind, Box(0.05, top, 0.95, bottom), text)


def test_flowing_blocks_get_words_and_the_lines_of_the_page() -> None:
    blocks = [told(LEFT.replace("\n", " "), 0.09, 0.2), told(RIGHT.replace("\n", " "), 0.49, 0.6)]
    found = worded(blocks, beside())
    assert [block.text for block in found.blocks] == [LEFT, RIGHT]
    for made, true in zip(found.blocks, beside().blocks, strict=True):
        assert [(word.start, word.end) for word in made.words] == [(word.start, word.end) for word in true.words]
        assert [word.box for word in made.words] == [word.box for word in true.words]
        assert {word.geometry for word in made.words} == {Geometry.ALIGNED}
        assert [(line.start, line.end) for line in made.lines] == [(line.start, line.end) for line in true.lines]
    assert found.agreement == pytest.approx(1.0)
    assert (found.uncovered, found.lost) == (0.0, ())


def test_what_no_block_covers_is_told_with_its_places() -> None:
    found = worded([told(LEFT, 0.09, 0.2)], beside())
    assert 0.4 < found.uncovered < 0.6
    assert len(found.lost) == 2
    assert all(0.49 < box.y0 < 0.6 for box in found.lost)


def test_boxes_a_little_beside_their_text_still_get_it() -> None:
    found = worded([told(LEFT, 0.112, 0.118), told(RIGHT, 0.505, 0.6)], beside())
    assert found.uncovered < 0.3
    assert Geometry.ALIGNED in {word.geometry for word in found.blocks[0].words}


def test_where_blocks_overlap_the_text_settles_whose_a_word_is() -> None:
    first, second = "first line here second line there", "third words follow"
    seen = PageText((makers.block("first line here\nsecond line there\nthird words follow", 0.1),))
    found = worded([told(first, 0.09, 0.145), told(second, 0.12, 0.18)], seen)
    assert {word.geometry for block in found.blocks for word in block.words} == {Geometry.ALIGNED}


def test_a_box_far_beside_its_text_still_gets_the_words_it_says() -> None:
    text = "third words follow"
    found = worded([told(text, 0.05, 0.08)], PageText((makers.block(text, 0.1),)))
    assert {word.geometry for word in found.blocks[0].words} == {Geometry.ALIGNED}
    assert worded([told(text, 0.01, 0.02)], PageText((makers.block(text, 0.1),))).uncovered == 1.0


def test_a_table_keeps_its_rows_and_a_figure_takes_no_words_from_a_text_over_it() -> None:
    table = told("The\tharbour\nwas\tquiet", 0.09, 0.2, Kind.TABLE)
    figure = told("", 0.0, 1.0, Kind.FIGURE)
    found = worded([figure, table], beside())
    assert found.blocks[1].text == "The\tharbour\nwas\tquiet"
    assert [word.geometry for word in found.blocks[1].words][:2] == [Geometry.ALIGNED] * 2
    assert found.uncovered == 0.0, "what a picture holds was seen"


def test_a_table_read_column_by_column_is_laid_beside_its_rows() -> None:
    columns = (("The", "was", "rye"), ("harbour", "quiet", "oats"), ("dues", "paid", "full"))
    seen = []
    for across, column in enumerate(columns):
        x = 0.1 + across * 0.3
        boxes = [Box(x, 0.1 + down * 0.03, x + 0.1, 0.12 + down * 0.03) for down in range(3)]
        text, words, at = "\n".join(column), [], 0
        for word, box in zip(column, boxes, strict=True):
            words.append(Word(at, at + len(word), box, 0.9, Geometry.DETECTED))
            at += len(word) + 1
        lines = tuple(Line(word.start, word.end, word.box) for word in words)
        seen.append(Block(Kind.TEXT, Box.around(boxes), text, lines, tuple(words)))
    table = told("The\tharbour\tdues\nwas\tquiet\tpaid\nrye\toats\tfull", 0.09, 0.2, Kind.TABLE)
    found = worded([table], PageText(tuple(seen))).blocks[0]
    assert {word.geometry for word in found.words} == {Geometry.ALIGNED}
    assert found.words[4].box == seen[1].words[1].box


def test_where_nothing_was_heard_rows_of_ink_of_the_block_serve() -> None:
    rows = [Box(0.1, 0.1, 0.9, 0.12), Box(0.1, 0.13, 0.9, 0.15), Box(0.1, 0.5, 0.9, 0.52)]
    text = "The harbour was quiet all night long and the keeper slept until the morning bell"
    block = worded([told(text, 0.09, 0.16)], PageText(()), rows).blocks[0]
    assert block.text == text.replace("long and ", "long and\n")
    assert [line.box for line in block.lines] == rows[:2]
    assert {word.geometry for word in block.words} == {Geometry.INTERPOLATED}
    table = worded([told(text, 0.09, 0.16, Kind.TABLE)], PageText(()), rows).blocks[0]
    assert {word.geometry for word in table.words} == {Geometry.BLOCK}


def test_nothing_heard_and_nothing_said_are_no_trouble() -> None:
    assert worded([], beside()).uncovered == 1.0
    empty = worded([told(LEFT, 0.1, 0.2)], PageText(()))
    assert (empty.agreement, empty.uncovered) == (None, 0.0)
    assert {word.geometry for word in empty.blocks[0].words} == {Geometry.BLOCK}


def test_noise_is_the_same_every_time_and_lets_be_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    import random

    from ocr_engine.evaluations.scoring import Piece

    lines = [
        Piece(f"line {n} of the log of the Mercury", (100.0, n * 20.0, 900.0, n * 20.0 + 15)) for n in range(30)
    ]
    (one, *_rest) = alignment._blocks(lines)
    assert len(one) == 10
    first, second = (alignment._spoilt(lines, 0.05, random.Random(3)) for _ in range(2))
    assert first == second
    assert all(word in line.text.split() for word, line in first if line is not None)
    assert 0.5 < sum(line is not None for _word, line in first) / len(first) < 0.95

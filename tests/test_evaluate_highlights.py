"""Marks are judged on the page as it stands upright, and each read word answers for one true word."""

from __future__ import annotations

from ocr_engine.evaluations.highlights import matched, matched_lines, upright
from ocr_engine.evaluations.scoring import Piece, on_line


def test_a_word_on_the_next_line_does_not_stand_for_a_misread_one():
    lines = [Piece("the bell of the tower", (0, 0, 400, 20)), Piece("and the mill", (0, 30, 300, 50))]
    read = [Piece("the", (0, 0, 40, 20)), Piece("bell", (50, 0, 90, 20)), Piece("the", (60, 30, 100, 50))]
    first, second = matched_lines(lines, read)
    assert len(first) == 2
    assert second == [(60, 30, 100, 50)]


def test_a_mark_beside_its_line_is_found_and_not_right():
    line = Piece("harbour", (0, 0, 100, 20))
    ((mark,),) = matched_lines([line], [Piece("harbour", (0, 15, 100, 35))])
    assert not on_line(mark, line.box)


def test_a_mark_many_lines_away_is_none():
    assert matched_lines([Piece("harbour", (0, 0, 100, 20))], [Piece("harbour", (0, 300, 100, 320))]) == [[]]


def test_of_two_equal_words_the_nearest_is_compared():
    words = [Piece("bell", (0, 0, 40, 20)), Piece("Bell,", (100, 0, 140, 20))]
    assert matched(Piece("bell", (98, 0, 140, 20)), words) == [(100, 0, 140, 20)]


def test_pages_that_lie_on_their_side_are_judged_upright():
    # 200 wide, 100 high as stored; a line that runs upwards along the left edge
    (turned,) = upright([Piece("x", (10, 5, 30, 95))], 90, 200, 100)
    assert turned.box == (5, 10, 95, 30)
    (back,) = upright([turned], 270, 100, 200)
    assert back.box == (10, 5, 30, 95)

"""How readings are scored."""

from __future__ import annotations

import pytest

from ocr_engine.evaluations.scoring import (
    Piece,
    character_error,
    iou,
    line_error,
    normal,
    on_line,
    order_error,
    word_error,
    word_recall,
)


def test_strict_counts_every_edit_for_each_character_of_the_truth() -> None:
    assert character_error("abc", "abd", "strict") == pytest.approx(1 / 3)
    assert character_error("abc", "", "strict") == 1.0
    assert character_error("a", "a b c", "strict") == 4.0


def test_loose_forgives_the_habits_of_transcribers() -> None:
    assert normal("Muſe-\num „ſo“ — ﬁn") == 'Museum "so" - fin'
    assert character_error("Muſe-\num", "Museum") == 0.0
    assert character_error("Muſeum", "Museum", "strict") > 0.0


def test_word_error_counts_words_and_recall_does_not_mind_their_order() -> None:
    assert word_error("a b c", "a c") == pytest.approx(1 / 3)
    assert word_recall("one two three four", "four three one") == 0.75


def test_order_error_sees_columns_read_across() -> None:
    assert order_error("a b c d e f", "a b c d e f") == 0.0
    assert order_error("a b c d e f", "a d b e c f") > 0.0


def test_line_error_is_blind_to_order_and_to_what_the_truth_left_out() -> None:
    lines = [Piece("the first line", (0, 0, 300, 20)), Piece("the second", (0, 30, 300, 50))]
    words = [
        *(Piece(t, (x, 31, x + 80, 49)) for t, x in (("second", 100), ("the", 0))),
        *(Piece(t, (x, 1, x + 80, 19)) for t, x in (("line", 200), ("the", 0), ("first", 100))),
        Piece("letterhead", (0, 900, 100, 920)),
    ]
    assert line_error(lines, words) == 0.0
    assert line_error(lines, words[1:]) == pytest.approx(7 / 24)


def test_a_mark_over_half_the_page_does_not_stand_on_a_line() -> None:
    assert on_line((10, 1, 60, 19), (0, 0, 300, 20))
    assert not on_line((0, 0, 300, 400), (0, 0, 300, 20))
    assert iou((0, 0, 2, 2), (0, 0, 2, 2)) == 1.0
    assert iou((0, 0, 2, 2), (2, 0, 4, 2)) == 0.0

"""Ink that no part of a reading covers is told."""

from __future__ import annotations

from ocr_engine.gate import judge
from tests.leaves_judged import PROSE, lines, parsed, seen

LEFT, RIGHT = lines(*PROSE, x1=0.48), lines(*PROSE[::-1], x0=0.52)
ABOVE, BELOW = lines(*PROSE), lines(*PROSE[::-1], y=0.5)


def test_a_column_that_was_passed_over_is_flagged_with_its_rows() -> None:
    reason = judge(parsed(LEFT), sight=seen(LEFT, RIGHT)).reasons[0]
    assert (reason.code, reason.decision) == ("ink_uncovered", "flag")
    assert all(box.x0 > 0.5 for box in reason.boxes)
    assert 0.4 < reason.figures["share"] < 0.6


def test_a_text_that_ends_in_mid_page_is_cut_off() -> None:
    assert judge(parsed(ABOVE), sight=seen(ABOVE, BELOW)).reasons[0].code == "cut_off"


def test_a_page_of_ink_without_any_text_is_told() -> None:
    assert judge(parsed(), sight=seen(ABOVE)).reasons[0].code == "ink_without_text"


def test_the_whole_page_and_a_line_left_out_pass() -> None:
    assert judge(parsed(ABOVE, BELOW), sight=seen(ABOVE, BELOW)).decision == "pass"
    assert judge(parsed(ABOVE), sight=seen(ABOVE, lines("17", y=0.9, x0=0.48, x1=0.52))).decision == "pass"


def test_what_another_reader_did_not_see_either_is_no_text() -> None:
    hatching = lines(*PROSE[:2], y=0.5)
    assert judge(parsed(ABOVE), sight=seen(ABOVE, hatching)).decision == "flag"
    assert judge(parsed(ABOVE), sight=seen(ABOVE, hatching), second=parsed(ABOVE)).decision == "pass"


def test_an_engine_that_looked_itself_is_believed_where_there_is_no_picture() -> None:
    facts = {"ink_uncovered": 0.3, "ink_lost": [[0.1, 0.6, 0.9, 0.62]]}
    reason = judge(parsed(ABOVE, **facts)).reasons[0]
    assert (reason.code, len(reason.boxes)) == ("ink_uncovered", 1)

"""A text that is far longer or shorter than the writing has room for is told."""

from __future__ import annotations

from archive.geometry import Box
from ocr_engine.gate import judge
from ocr_engine.gate.sight import Row, Sight
from tests.leaves_judged import PROSE, parsed, unplaced

WHOLE = unplaced(" ".join(PROSE))


def sight(room: float, rows: int = 6) -> Sight:
    return Sight(tuple(Row(Box(0.1, 0.1 + 0.1 * at, 0.9, 0.13 + 0.1 * at), 20, room / rows) for at in range(rows)))


def codes(letters_of_room: float) -> list[str]:
    return [reason.code for reason in judge(parsed(WHOLE), sight=sight(letters_of_room)).reasons]


def test_as_much_text_as_there_is_room_for_passes() -> None:
    for room in (220.0, 300.0, 450.0):
        assert codes(room) == []


def test_far_more_and_far_less_are_told() -> None:
    assert "too_long" in codes(100.0)
    assert "too_short" in codes(1500.0)


def test_letters_too_small_to_be_told_apart_tell_nothing() -> None:
    tiny = Sight(sight(100.0).rows, tiny=True)
    assert judge(parsed(WHOLE), sight=tiny).decision == "pass"

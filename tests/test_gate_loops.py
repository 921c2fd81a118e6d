"""Readers that went round in circles are found; what repeats on the page is not."""

from __future__ import annotations

import pytest

from ocr_engine.gate import judge
from ocr_engine.gate.loops import loop
from tests.leaves_judged import PROSE, lines, parsed, seen, unplaced

TEXT = " ".join(PROSE)
SAINTS = (
    "Petre",
    "Paule",
    "Andrea",
    "Iacobe",
    "Thoma",
    "Philippe",
    "Matthaee",
    "Simon",
    "Barnaba",
    "Luca",
    "Marce",
)
LITANY = "\n".join(f"Sancte {name}, ora pro nobis." for name in SAINTS)


@pytest.mark.parametrize(
    "tail",
    [
        "harbour " * 20,
        "of the quay " * 8,
        "\n".join([PROSE[0]] * 6),
        "\n".join(PROSE[:4] * 3),
        "\n".join(f"{number}. see the entry above" for number in range(1, 15)),
    ],
)
def test_words_lines_paragraphs_and_counters_that_go_round_are_a_loop(tail: str) -> None:
    verdict = judge(parsed(unplaced(TEXT + "\n" + tail)))
    assert "loop" in [reason.code for reason in verdict.reasons]
    reason = next(reason for reason in verdict.reasons if reason.code == "loop")
    assert reason.figures["rounds"] >= 2.6
    assert reason.boxes


@pytest.mark.parametrize(
    "text", [TEXT, LITANY, "0 0 0 1 0 0 0 0 2 0 0 0 0 0 0 0", "ha ha ha, said the captain, and holy, holy, holy"]
)
def test_prose_litanies_and_accounts_are_none(text: str) -> None:
    assert "loop" not in [reason.code for reason in judge(parsed(unplaced(text))).reasons]


def test_what_another_reader_saw_as_often_stands_there() -> None:
    column = unplaced(TEXT + "\n" + "\n".join(["idem pro eodem anno"] * 9))
    assert judge(parsed(column)).decision == "quarantine"
    assert "loop" not in [r.code for r in judge(parsed(column), second=parsed(column)).reasons]
    assert "loop" in [r.code for r in judge(parsed(column), second=parsed(unplaced(TEXT))).reasons]


def test_what_stands_word_for_word_on_the_ink_is_none() -> None:
    form = lines(*["Received of the said tenant the sum of"] * 8)
    assert judge(parsed(form), sight=seen(form)).decision == "pass"


def test_the_longest_loop_is_told_by_its_shortest_round() -> None:
    found = loop(["a", "ship", *["came", "in", "sight"] * 5], 12)
    assert found is not None
    assert (found.period, found.start) == (3, 2)

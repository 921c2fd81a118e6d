"""Noise is not taken for text, and old spelling not for noise."""

from __future__ import annotations

import random

import pytest

from ocr_engine.gate import judge
from tests.leaves_judged import PROSE, parsed, unplaced

TEXT = " ".join(PROSE)
LATIN = (
    "Quisque paterfamilias ante ianuam suam purget, ne quis in via publica cadat; qui post sonitum campanae ante "
    "portam inventus erit, septem denariis multetur. Eodem anno aqua iuxta ecclesiam ad centum pedes crevit."
)
OLD = (
    "Item es iſt auch geſchehen das ein yglicher burger ſol ſein thür verſchlieſſen vnd niemants "
    "herein laſſen ſo es nacht wirt"
)


def noises() -> list[str]:
    dice = random.Random(4)
    consonants = " ".join("".join(dice.choices("bcdfghjklmnpqrstvwxz", k=len(word))) for word in TEXT.split())
    marks = " ".join("".join(dice.choices("|!¦~^*_=+<>{}#@§°»•■", k=len(word))) for word in TEXT.split())
    encoded = " ".join("".join(chr(0xC0 + dice.randrange(60)) for _ in word) for word in TEXT.split())
    return [consonants, marks, encoded]


@pytest.mark.parametrize("text", noises())
def test_consonants_marks_and_broken_encodings_are_kept_out(text: str) -> None:
    verdict = judge(parsed(unplaced(text)))
    assert (verdict.decision, verdict.reasons[0].code) == ("quarantine", "noise")


@pytest.mark.parametrize(
    "text", [TEXT, LATIN, OLD, "Contents . . . . . . . . 7\nIndex . . . . . . . . . . 312\n" * 3]
)
def test_prose_old_spelling_and_rows_of_dots_are_no_noise(text: str) -> None:
    assert judge(parsed(unplaced(text))).decision == "pass"


def test_running_text_without_small_words_is_doubted() -> None:
    strange = " ".join("mandorle pasterin colvandis resto mirandel sabento" for _ in range(1))
    said = " ".join(
        f"{word}{end}"
        for end in ("a", "or", "ine", "est", "and", "il", "um", "ero", "an")
        for word in strange.split()
    )
    verdict = judge(parsed(unplaced(said)), languages=("en",))
    assert [reason.code for reason in verdict.reasons] == ["speechless"]

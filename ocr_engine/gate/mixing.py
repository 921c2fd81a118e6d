"""Words that mix alphabets: an engine that meets a script it cannot write spells it with look-alikes.

Polytonic Greek comes out as "viαν" and "elτα": three letters of five stand in such words, on readable
pages three of a thousand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext

from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason

_ALIKE = frozenset({"LATIN", "GREEK", "CYRILLIC"})  # whose letters stand in for each other
_NOISE = 0.3  # of the letters
_TELLING = 40  # letters; fewer tell nothing


def reasons(leaf: Leaf) -> Iterator[Reason]:
    letters = mixed = 0
    for word in leaf.text.split():
        alphabets = [_alphabet(letter) for letter in word if letter.isalpha()]
        letters += len(alphabets)
        mixed += len(alphabets) if len(_ALIKE & set(alphabets)) > 1 else 0
    if letters >= _TELLING and mixed > _NOISE * letters:
        sentence = gettext(
            "Most words mix letters of several alphabets: the page is in a script that this engine cannot write. "
            "Give the record its language, and install the engine that can write it."
        )
        yield Reason("mixed_alphabets", sentence, "quarantine", figures={"mixed": mixed / letters})


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]

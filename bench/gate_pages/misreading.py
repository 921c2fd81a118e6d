"""The small errors of an honest reader: letters taken for others, words run together, marks dropped."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench.gate_pages.readings import WORD, Reading, Row, certain

_ALIKE = {
    "e": "co", "c": "eo", "o": "ec0", "l": "1It", "i": "lj1", "n": "ur", "u": "nv", "h": "bk", "b": "h", "f": "ſt",
    "ſ": "ſſffsl", "s": "5f", "t": "rf", "r": "tn", "a": "ao", "g": "q9", "q": "g", "v": "y", "y": "v", "m": "n",
    "I": "l1", "B": "8R", "S": "5", "O": "0Q", "C": "G", "G": "C", "k": "t", "d": "o", "D": "O", "E": "F",
    "0": "O", "1": "lI", "5": "S", "8": "B3", "3": "8", "é": "e", "è": "é", "ü": "u", "ö": "o", "ä": "a", "ß": "B",
    ",": ".", ".": ",", ";": ":", "’": "'",
}  # fmt: skip
_JOINED = {"rn": "m", "m": "rn", "cl": "d", "li": "h", "ii": "u", "ri": "n", "fi": "h", "vv": "w", "w": "vv"}


def misread(reading: Reading, dice: Random, rate: float, sure: float = 0.965) -> Reading:
    """The reading with about `rate` wrong characters for each right one; a wrong word is mostly less sure."""
    return tuple(
        replace(part, rows=tuple(_misread_row(row, dice, rate, sure) for row in part.rows)) for part in reading
    )


def _misread_row(row: Row, dice: Random, rate: float, sure: float) -> Row:
    out, certainties, at = [], [], 0
    for found in WORD.finditer(row.text):
        wrong = misread_word(found[0], dice, rate)
        out.append(row.text[at : found.start()] + wrong)
        at = found.end()
        certainties.append(
            certain(dice, sure if wrong == found[0] or dice.random() < 0.25 else sure - dice.uniform(0.05, 0.45))
        )
    return Row("".join(out), row.places, tuple(certainties))


def misread_word(word: str, dice: Random, rate: float) -> str:
    """The word with letters mistaken; it never vanishes and never falls apart."""
    out, at = "", 0
    while at < len(word):
        pair, letter = word[at : at + 2], word[at]
        at += 1
        if dice.random() >= rate:
            out += letter
        elif pair in _JOINED and dice.random() < 0.5:
            out, at = out + _JOINED[pair], at + 1
        elif letter in _JOINED and dice.random() < 0.3:
            out += _JOINED[letter]
        elif letter in _ALIKE:
            out += dice.choice(_ALIKE[letter])
        elif dice.random() < 0.6 and len(word) > 2:
            continue
        else:
            out += letter + dice.choice(".,'i·")
    return out or word

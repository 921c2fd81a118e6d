"""Readings in a language or script that the page does not have, and readings that are noise."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import replace
from random import Random

from bench.gate_pages.cases import Case, Made, Maker, judged
from bench.gate_pages.honest import Leaf, aged_somehow, leaf, seen_again
from bench.gate_pages.leaves import prose
from bench.gate_pages.misreading import misread_word
from bench.gate_pages.readings import Part, Reading, Row, certain
from bench.gate_pages.styles import style
from bench.gate_pages.writer import Writer

_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчй"
_HAN = "之人不大有中以为子上其于我天下日月年水土木金火山川田王公侯书言文行心手目门车马风雨春秋南北东西"
_GREEK = "αοειντσρκπμλυηθγδφβχωξ"
_DEVANAGARI = ("क", "र", "न", "त", "स", "म", "प", "ल", "ह", "व", "द", "का", "ने", "में", "की", "है", "से", "यह")
_LOOKALIKE = dict(zip("aeopcyxkTHMBKABCE", "аеорсухкТНМВКАВСЕ", strict=True))
_SYMBOLS = "|!¦.,:;'`~^*_-=+/\\<>[]{}()%#@§°»«•■□▪¬¢£€¥"


def _wrong_language(case: Case) -> Made:
    """The page is German Fraktur and the reading fluent English, or the like; or another script altogether."""
    dice = case.dice
    language = dice.choice(("de", "de", "fr", "la", "en"))
    made = style(dice, language)
    page = aged_somehow(prose(made, dice, filled=dice.choice((1.0, 0.7))), dice)
    truth = Leaf(page, made).truth
    others = [other for other in ("en", "en", "en", "de", "fr") if other != language]
    reading = (
        translated(truth, dice.choice(others), dice) if dice.random() < 0.55 else otherwise_written(truth, dice)
    )
    return judged(page, reading, case, (language,), second=seen_again(truth, dice))


def translated(truth: Reading, language: str, dice: Random) -> Reading:
    """As much fluent text of another language, in the lines of the page."""
    writer = Writer(language, dice)
    words = iter(" ".join(writer.paragraphs(sum(len(r.sure) for p in truth for r in p.rows) + 5)).split())
    return _reworded(truth, dice, lambda _: next(words), 0.96)


def otherwise_written(truth: Reading, dice: Random) -> Reading:
    """The page in letters of a script that it does not have."""
    way = dice.randrange(5)
    if way == 0:
        return _reworded(truth, dice, lambda w: "".join(dice.choice(_CYRILLIC) for _ in w), 0.93)
    if way == 1:
        return _reworded(truth, dice, lambda w: "".join(dice.choice(_HAN) for _ in w[: max(1, len(w) // 2)]), 0.93)
    if way == 2:
        return _reworded(truth, dice, lambda w: "".join(dice.choice(_GREEK) for _ in w), 0.93)
    if way == 3:
        return _reworded(truth, dice, lambda w: "".join(dice.choice(_DEVANAGARI) for _ in w), 0.9)
    # The shapes are right and the letters are of another alphabet: it looks well and nobody will find it.
    return _reworded(truth, dice, lambda w: "".join(_LOOKALIKE.get(c, c) for c in w), 0.95)


def _garbage(case: Case) -> Made:
    dice = case.dice
    found = leaf(dice)
    return judged(
        found.page, garbled(found.truth, dice), case, found.languages, second=seen_again(found.truth, dice)
    )


def garbled(truth: Reading, dice: Random) -> Reading:
    """Noise of one sort: marks, consonants, a broken encoding, letters at random, misread beyond use."""
    way, sure = dice.randrange(6), dice.choice((0.4, 0.6, 0.85, 0.95))
    if way == 0:
        return _reworded(truth, dice, lambda w: "".join(dice.choice(_SYMBOLS) for _ in w), sure)
    if way == 1:
        letters = "bcdfghjklmnpqrstvwxz"
        return _reworded(truth, dice, lambda w: "".join(dice.choice(letters) for _ in w), sure)
    if way == 2:
        every = string.ascii_letters + string.digits + _SYMBOLS
        return _reworded(truth, dice, lambda w: "".join(dice.choice(every) for _ in w), sure)
    if way == 3:
        # As a page looks whose bytes were taken for those of another alphabet.
        return _reworded(truth, dice, _misencoded, sure)
    if way == 4:
        return _reworded(truth, dice, lambda w: _shuffled(w, dice), sure)
    return _reworded(truth, dice, lambda w: misread_word(misread_word(w, dice, 0.6), dice, 0.4), sure)


def _misencoded(word: str) -> str:
    return "".join(chr(0xC0 + (ord(letter) * 7 + at) % 0x3F) for at, letter in enumerate(word))


def _shuffled(word: str, dice: Random) -> str:
    letters = list(word)
    dice.shuffle(letters)
    return "".join(c.upper() if dice.random() < 0.2 else c for c in letters)


def _reworded(truth: Reading, dice: Random, change: Callable[[str], str], sure: float) -> Reading:
    parts: list[Part] = []
    for part in truth:
        rows = []
        for row in part.rows:
            words = [change(word) if any(map(str.isalpha, word)) else word for word in row.text.split()]
            rows.append(Row(" ".join(words), row.places, tuple(certain(dice, sure) for _ in words)))
        parts.append(replace(part, rows=tuple(rows)))
    return tuple(parts)


KINDS: dict[str, Maker] = {"wrong language": _wrong_language, "garbage": _garbage}

"""Noise: marks and letters as no language puts them together, a broken encoding, words without small words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext

from archive.blocks import Kind
from ocr_engine.gate import tongue
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason
from ocr_engine.gate.tongues import FOLLOWING

_ALPHABET = {letter: at for at, letter in enumerate("_abcdefghijklmnopqrstuvwxyz")}
_WORD = re.compile(r"[^\W\d_]+")
_LONG = 4  # letters: shorter words may be anything
_USUAL = 5.0  # how usual the letters of a word follow each other, on average; less is no word
_TELLING, _MARKS = 8, 25  # long words; characters
_PUNCTUATION = 0.34  # of the characters; in print it is a twentieth, in tables with dots a fifth
_FLAGGED = 0.45  # of the bound from which a page is kept out
_BROKEN = 0.25  # of the letters stand in words with capitals or digits inside
_SPEECH = 45  # words of running text without a single small word, nearly
_SMALL = 0.03  # of them
_UNSPEAKING = frozenset({Kind.TABLE, Kind.LIST, Kind.TITLE, Kind.HEADING, Kind.FORMULA, Kind.CAPTION, Kind.HEADER})
_SPLIT = str.maketrans({"ſ": "s", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "ß": "ss", "đ": "d", "ı": "i"})


def reasons(leaf: Leaf) -> Iterator[Reason]:
    marks, odd, broken = punctuation(leaf.text), unlikely(leaf.text), mangled(leaf.text)
    figures = {"marks": marks, "unlikely": odd, "mangled": broken}
    sentence = gettext("Much of the text is noise: letters and marks as no language puts them together.")
    bound = leaf.bounds.noise
    if marks > max(_PUNCTUATION, bound) or odd > bound or (broken > _BROKEN and odd > _FLAGGED * bound):
        yield Reason("noise", sentence, "quarantine", figures=figures)
    elif (odd > _FLAGGED * bound or broken > _BROKEN) and _runs(leaf):
        yield Reason("noise", sentence, figures=figures)
    elif (small := speechless(leaf)) is not None:
        sentence = gettext("The text has none of the small words without which no sentence is made.")
        yield Reason("speechless", sentence, figures={"small_words": small})


def _runs(leaf: Leaf) -> bool:
    """Whether most of the text is no table: those are full of names, units and short forms."""
    return sum(len(block.text) for block in leaf.parsed.blocks if block.kind == Kind.TABLE) < 0.5 * len(leaf.text)


def punctuation(text: str) -> float:
    """The share of characters that are neither letters nor digits; rows of dots and rules count once."""
    said = re.sub(r"([^\w\s])(?:\s*\1)+", r"\1", text)
    characters = [character for character in said if not character.isspace()]
    if len(characters) < _MARKS:
        return 0.0
    marks = sum(not (c.isalnum() or unicodedata.category(c).startswith("M")) for c in characters)
    return marks / len(characters)


def unlikely(text: str) -> float:
    """The share of long words in Latin letters that no language written with them has."""
    found = [word for word in _WORD.findall(text) if len(word) >= _LONG]
    encoded = [word for word in found if _misencoded(word)]
    words = [folded(word) for word in found if not _misencoded(word)]
    known = [word for word in words if all(letter in _ALPHABET for letter in word)]
    if len(known) + len(encoded) < _TELLING:
        return 0.0
    return (sum(usual(word) < _USUAL for word in known) + len(encoded)) / (len(known) + len(encoded))


def usual(word: str) -> float:
    """0 to 9: how usual it is that these letters follow each other; of folded words."""
    path = [0, *(_ALPHABET[letter] for letter in word), 0]
    return sum(int(FOLLOWING[len(_ALPHABET) * one + other]) for one, other in pairwise(path)) / (len(path) - 1)


def mangled(text: str) -> float:
    """The share of letters in words that have digits within, or a capital after a small letter."""
    words = re.findall(r"\w{3,}", text)
    every = sum(map(len, words))
    some = sum(len(word) for word in words if re.search(r"[^\W\d_]\d+[^\W\d_]|[a-zà-ÿ][A-ZÀ-Þ]", word))
    return some / every if every >= 4 * _TELLING else 0.0


def speechless(leaf: Leaf) -> float | None:
    """The share of small words of all languages in running text, where it is too little; None where it is not, or
    where nothing can be told."""
    expected = [tongue.named(language) for language in leaf.languages]
    if not expected or not all(expected):
        return None
    text = "\n".join(block.text for block in leaf.parsed.blocks if block.kind not in _UNSPEAKING)
    if sum(c.isdigit() for c in text) > 0.05 * len(text) or sum(c == "," for c in text) > 0.05 * len(text):
        return None  # registers and accounts speak in names and numbers
    words, counted = tongue.shares(text)
    share = tongue.best(counted)[1] / max(words, 1)
    return share if words >= _SPEECH and share < _SMALL else None


def folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_SPLIT))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _misencoded(word: str) -> bool:
    """Latin letters with accents one after the other: bytes of another alphabet."""
    if len(word) < _LONG:
        return False
    plain = unicodedata.normalize("NFC", word)
    return sum("\u00c0" <= letter <= "\u024f" for letter in plain) > 0.6 * len(plain)

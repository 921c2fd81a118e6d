"""Two readings of one page: what they have in common, and what only one of them says.

Compared by runs of letters, not by order: two engines read columns and margins in different orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from archive.alignment import folded, spans

_GRAM = 4  # letters: other pages of the same language have a seventh of these in common
_LONG = 6  # letters: so many in a row are chance only where the same words are said
_ORDERED = 0.8  # of the letters stand in the same order in both: then each has its place
_LONGEST = 20_000  # letters that are laid side by side; it takes a tenth of a second
_WIDE = 24  # letters looked at together
_MISSING, _MOST = 0.62, 0.8  # of the runs of letters among them


@dataclass(frozen=True, slots=True)
class Compared:
    common: float  # of this one's runs of letters, the other has
    covered: float  # and of the other's, this one
    alone: tuple[tuple[int, int], ...]  # stretches of this text that the other does not have
    letters: int  # of this text, as compared
    heard: int  # of the other

    @property
    def same(self) -> float:
        return min(self.common, self.covered)


@lru_cache(maxsize=16)
def compared(text: str, other: str, least: int = 30) -> Compared:
    """`least` letters make a stretch."""
    ours, places = _letters(text)
    theirs, _places = _letters(other)
    known = Counter(_grams(theirs))
    mine = Counter(_grams(ours))
    shared = sum((known & mine).values())
    have = _in_order(ours, theirs)
    ordered = sum(have)
    if ordered < _ORDERED * min(len(ours), len(theirs)):
        long = set(_grams(theirs, _LONG))
        have = [gram in long for gram in _grams(ours, _LONG)]
        if have and sum(have) < 0.5 * len(have):  # so badly read that long runs are rare
            have = [gram in known for gram in _grams(ours)]
    return Compared(
        # Where letters were taken for others everywhere, few runs are whole, and the order tells.
        max(shared / max(1, sum(mine.values())), ordered / max(1, len(ours))),
        max(shared / max(1, sum(known.values())), ordered / max(1, len(theirs))),
        tuple(_stretches(have, places, least)),
        len(ours),
        len(theirs),
    )


def _letters(text: str) -> tuple[str, list[tuple[int, int]]]:
    """What is compared, and for each letter the word it stands in."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in spans(text):
        word = "".join(letter for letter in folded(text[start:end]) if letter.isalnum())
        letters.append(word)
        places += [(start, end)] * len(word)
    return "".join(letters), places


def _grams(letters: str, size: int = _GRAM) -> list[str]:
    return [letters[at : at + size] for at in range(len(letters) - size + 1)]


def _in_order(ours: str, theirs: str) -> list[bool]:
    """Which of our letters have one of theirs beside them where the two are laid side by side; lone letters that
    are the same by chance do not."""
    have = [False] * len(ours)
    if not max(len(ours), len(theirs)) <= _LONGEST:
        return have
    for step in Levenshtein.opcodes(ours, theirs):
        size = step.src_end - step.src_start
        if (step.tag == "equal" and size > 2) or (step.tag == "replace" and size < 4):
            have[step.src_start : step.src_end] = [True] * size
    return have


def _stretches(have: Sequence[bool], places: Sequence[tuple[int, int]], least: int) -> list[tuple[int, int]]:
    """Where, for at least so many letters, most is not known to the other; much more than on the whole page."""
    if len(have) < max(_WIDE, least):
        return []
    usual = 1 - sum(have) / len(have)
    bound = max(_MISSING, min(_MOST, 0.5 * (1 + usual)))
    held = [0]
    for known in have:
        held.append(held[-1] + (not known))
    half = _WIDE // 2
    odd = [
        (held[min(len(have), at + half)] - held[max(0, at - half)])
        / (min(len(have), at + half) - max(0, at - half))
        > bound
        for at in range(len(have))
    ]
    found: list[tuple[int, int]] = []
    begun = -1
    for at, strange in enumerate([*odd, False]):
        if strange and begun < 0:
            begun = at
        elif not strange and begun >= 0:
            if at - begun >= least - 4:  # at its ends what was heard is looked at too
                found.append((places[begun][0], places[min(at, len(places) - 1)][1]))
            begun = -1
    return found

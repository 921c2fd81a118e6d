"""A reader that went round in circles: words, lines or paragraphs again and again, perhaps with a number that
counts. Litanies and ledgers repeat too: what stands on the page as often as it was read is no loop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.blocks import Kind, PageText
from archive.geometry import Box
from ocr_engine.gate import astray
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 160  # words that go round at once
_ROUNDS = ((1, 8.0), (3, 5.0), (8, 3.9), (_LONGEST, 2.6))  # up to so many words at once: so many rounds are a loop
_SPOKEN = 0.3  # of the words that go round are words: accounts repeat their numbers
_CLOSE = 1.5  # letters for each that the ink has room for: more is not on the page
_CELL, _COLUMN = 3, 12.0  # words of a cell; as often it may be in a row or a column of a table
_GAPS = 4  # between the words of a loop: fewer tell nothing
_APART = 0.35  # ink between words, of the ink in them: less, and they stand where the page has its own


@dataclass(frozen=True, slots=True)
class Loop:
    start: int  # of the word with which it begins
    words: int
    period: int

    @property
    def rounds(self) -> float:
        return self.words / self.period


def reasons(leaf: Leaf) -> Iterator[Reason]:
    spans = [(match.start(), match.end()) for match in _WORD.finditer(leaf.text)]
    words = [leaf.text[start:end] for start, end in spans]
    found = loop(words, leaf.bounds.loop_words)
    if found is None:
        return
    start, end = spans[found.start][0], spans[found.start + found.words - 1][1]
    stands = _stands(leaf, found, start, end)
    if stands:
        return
    said = " ".join(words[found.start : found.start + min(found.period, 6)])
    sentence = gettext("“%(words)s” comes %(times)d times one after the other; the reader went round in circles.")
    figures = {"words": found.words, "period": found.period, "rounds": found.rounds}
    few = stands is None and found.rounds < 6 and found.period > 3
    yield Reason(
        "loop",
        sentence % {"words": said[:60], "times": int(found.rounds)},
        "flag" if few else "quarantine",
        tuple(_boxes(leaf, start, end)),
        figures,
    )


def loop(words: Sequence[str], least: float) -> Loop | None:
    """The longest run of words that goes round; numbers that count count as the same."""
    said = ["#" if word.isdigit() else word.casefold() for word in words]
    best: Loop | None = None
    for period in range(1, min(_LONGEST, len(said) // 2) + 1):
        rounds = next(rounds for most, rounds in _ROUNDS if period <= most)
        needed, at = max(least - period, (rounds - 1) * period), period
        while at < len(said):
            if said[at] != said[at - period]:
                at += 1
                continue
            begun = at
            while at < len(said) and said[at] == said[at - period]:
                at += 1
            if at - begun < needed or (best is not None and at - begun + period <= best.words * 1.1):
                continue
            some = said[begun - period : begun]
            if sum(word != "#" and len(word) > 1 for word in some) >= _SPOKEN * len(some) or _one_mark(some):
                best = Loop(begun - period, at - begun + period, period)
    return best


def _one_mark(some: Sequence[str]) -> bool:
    return len(some) == 1 and some[0] != "#"


def _stands(leaf: Leaf, found: Loop, start: int, end: int) -> bool | None:
    """Whether the page says it as often; None where nothing tells."""
    if leaf.second is not None:
        other = loop([match[0] for match in _WORD.finditer(leaf.heard)], leaf.bounds.loop_words)
        return other is not None and other.words > 0.6 * found.words
    if found.period <= _CELL and found.rounds < _COLUMN and _in_table(leaf, start, end):
        return True
    if leaf.sight is None or leaf.sight.tiny:
        return None
    if leaf.letters > _CLOSE * leaf.sight.room:
        return False
    share, _gaps = astray.between(leaf, leaf.sight, (start, end), _GAPS)
    return None if share is None else share < _APART


def _in_table(leaf: Leaf, start: int, end: int) -> bool:
    text = PageText(leaf.parsed.blocks)
    return any(
        block.kind == Kind.TABLE and at <= start and end <= at + len(block.text)
        for block, at in zip(text.blocks, text.starts, strict=True)
    )


def _boxes(leaf: Leaf, start: int, end: int) -> Iterator[Box]:
    at = 0
    for block in leaf.parsed.blocks:
        if at < end and start < at + len(block.text):
            own = [line.box for line in block.lines if at + line.start < end and start < at + line.end]
            yield from own or [block.box]
        at += len(block.text) + 2

"""The text in plain fields, one for each region, and what somebody made of them: without JavaScript nobody says
which row came from which, so rows find the ones they resemble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz.distance import Levenshtein

from archive.blocks import PageText, storable
from archive.correcting.rows import rows
from archive.correcting.wanted import Refused, Wanted, WantedRegion, WantedRow
from archive.views.editor.words import kinds

_LIKE = 0.5  # of a row's letters that stay, below which it is another row
_NEAR = 40  # rows looked at for one: a page rewritten from end to end costs no more


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    text: str
    lines: int


def shown(text: PageText) -> list[Shown]:
    return again(text, [block.text for block in text.blocks])


def again(text: PageText, said: Sequence[str]) -> list[Shown]:
    """The fields with what was written into them."""
    return [
        Shown(kinds()[block.kind], words, min(40, max(2, words.count("\n") + 1)))
        for block, words in zip(text.blocks, said, strict=False)
    ]


def wanted(text: PageText, said: Sequence[str]) -> Wanted:
    """Raises Refused. What is missing at the end was not sent, and is refused: it was not taken away."""
    if len(said) != len(text.blocks):
        raise Refused("not all of the page was sent")
    regions = []
    for ordinal, (block, words) in enumerate(zip(text.blocks, said, strict=True)):
        told = storable(words).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        before = [row.text(block) for row in rows(block)]
        regions.append(
            WantedRegion(block.kind, _rows(ordinal, before, told), ordinal, block.level, None, block.markup)
        )
    return Wanted(tuple(regions))


def _rows(region: int, before: list[str], told: list[str]) -> tuple[WantedRow, ...]:
    sources: list[tuple[tuple[int, int], ...]] = [()] * len(told)
    for verb, i0, i1, j0, j1 in SequenceMatcher(None, before, told, autojunk=False).get_opcodes():
        if verb in {"equal", "replace"}:
            same = verb == "equal" or i1 - i0 == j1 - j0
            at = i0
            for j in range(j0, j1):
                # As many rows as before are the same rows, one by one; else each takes the one most like it.
                i = i0 + j - j0 if same else _most_alike(told[j], before, range(at, min(i1, at + _NEAR)))
                if i is not None:
                    sources[j], at = ((region, i),), i + 1
    return tuple(WantedRow(words, source) for words, source in zip(told, sources, strict=True))


def _most_alike(row: str, before: list[str], places: range) -> int | None:
    like = {i: Levenshtein.normalized_similarity(before[i], row) for i in places}
    best = max(like, key=lambda i: like[i], default=None)
    return best if best is not None and like[best] >= _LIKE else None

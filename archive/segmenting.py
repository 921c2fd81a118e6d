"""Words of a text over rows of ink, where no other engine saw any: better than the whole block, and no more than
a guess for a word that shares its row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import median

from archive.alignment import Aligned, spans
from archive.blocks import Geometry, Line, Word
from archive.dividing import Room, divided
from archive.gaps import is_leftwards, wide
from archive.geometry import Box

#: Letters are so wide, in heights of a row: where a text says otherwise, the rows are not its own. The unit square
#: hides the page's proportions, so both bounds are generous.
_NARROW, _WIDE = 0.2, 2.5
_HIGH = 2.5  # of a middling row's height: a higher one is several lines that run into each other, leaning perhaps


def over_rows(text: str, block: Box, rows: Sequence[Box]) -> Aligned:
    """`rows` from above to below."""
    words = list(spans(text))
    if not words or not rows or not _plausible(words, rows):
        return Aligned((), tuple(Word(start, end, block, None, Geometry.BLOCK) for start, end in words), None)
    letter = sum(row.width for row in rows) / max(1, sum(end - start + 1 for start, end in words) - len(rows))
    rooms = [Room(row.width / letter + 1, row.width / letter + 1) for row in rows]
    homes = divided([end - start + 1.0 for start, end in words], rooms)
    lines, made = [], []
    for home, run in groupby(zip(homes, words, strict=True), key=lambda pair: pair[0]):
        some = [span for _home, span in run]
        lines.append(Line(some[0][0], some[-1][1], rows[home]))
        made += along(some, rows[home], leftwards=is_leftwards(text))
    return Aligned(tuple(lines), tuple(made), None)


def along(some: Sequence[tuple[int, int]], row: Box, *, leftwards: bool) -> list[Word]:
    """By length; a word alone is all the ink that its row has."""
    if len(some) == 1:
        return [Word(*some[0], row, None, Geometry.SEGMENTED)]
    whole = sum(end - start + 1 for start, end in some) - 1
    made, at = [], 0
    for start, end in some:
        first, last = at / whole, (at + end - start) / whole
        if leftwards:
            first, last = 1 - last, 1 - first
        box = wide(row.x0 + first * row.width, row.x0 + last * row.width, row)
        made.append(Word(start, end, box, None, Geometry.INTERPOLATED))
        at += end - start + 1
    return made


def _plausible(words: Sequence[tuple[int, int]], rows: Sequence[Box]) -> bool:
    letters = sum(end - start + 1 for start, end in words)
    long = sum(row.width / row.height for row in rows)
    if max(row.height for row in rows) > _HIGH * median(row.height for row in rows):
        return False
    return _NARROW * letters <= long <= _WIDE * letters and len(rows) <= len(words)

"""What a later machine reading says otherwise than the text that counts: offered row by row, never put in. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq, Levenshtein

from archive.alignment import spans
from archive.blocks import Block, PageText
from archive.correcting.rows import Row, rows
from archive.geometry import Box

_OVER = 0.4  # of the lower row's height: rows that share less stand above each other
_ALIKE = 0.4  # of the letters: rows with less in common are not the same row read twice
_MOST = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """In row `row` of region `region`, from `start` to `end`, the other reading says `instead`."""

    region: int
    row: int
    start: int
    end: int
    text: str
    instead: str


def suggestions(current: PageText, layer: PageText) -> tuple[Suggestion, ...]:
    """Places where the two differ in a word or a few, of rows that stand in the same place on the page."""
    theirs = _Layer(layer)
    found: list[Suggestion] = []
    for r, block in enumerate(current.blocks):
        for i, row in enumerate(rows(block)):
            if (other := _beside(block, row, theirs)) is not None:
                found += _between(r, i, row.text(block), other)
            if len(found) >= _MOST:
                return tuple(found[:_MOST])
    return tuple(found)


class _Layer:
    """Rows of known place from above to below: a newspaper has thousands, and only some are near."""

    def __init__(self, page: PageText) -> None:
        placed = [(row.line.box, row.text(block)) for block in page.blocks for row in rows(block) if row.line]
        self._rows = sorted(placed, key=lambda pair: pair[0].y0)
        self._tops = [box.y0 for box, _text in self._rows]
        self._highest = max((box.height for box, _text in self._rows), default=0.0)

    def near(self, place: Box) -> list[str]:
        first = bisect_left(self._tops, place.y0 - self._highest)
        last = bisect_right(self._tops, place.y1)
        return [text for box, text in self._rows[first:last] if _same_place(place, box)]


def _beside(block: Block, row: Row, theirs: _Layer) -> str | None:
    """The text of the row that stands in the same place and is most alike; None where there is none."""
    text = row.text(block)
    if row.line is None or not text.strip():
        return None
    best = max(
        theirs.near(row.line.box), key=lambda said: Levenshtein.normalized_similarity(text, said), default=None
    )
    if best is None or Levenshtein.normalized_similarity(text, best) < _ALIKE:
        return None
    return best


def _same_place(one: Box, other: Box) -> bool:
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    return wide > 0 and high > _OVER * min(one.height, other.height)


def _between(region: int, row: int, text: str, other: str) -> list[Suggestion]:
    was, now = list(spans(text)), list(spans(other))
    found: list[Suggestion] = []
    at = 0  # words of ours that are dealt with
    there = 0
    for step in [*LCSseq.opcodes([text[a:b] for a, b in was], [other[a:b] for a, b in now]), None]:
        if step is not None and step.tag != "equal":
            continue
        until, after = (step.src_start, step.dest_start) if step is not None else (len(was), len(now))
        if at < until and there < after:  # words only one of them has are no choice between two readings
            start, end = was[at][0], was[until - 1][1]
            found.append(
                Suggestion(region, row, start, end, text[start:end], other[now[there][0] : now[after - 1][1]])
            )
        if step is not None:
            at, there = step.src_end, step.dest_end
    return found

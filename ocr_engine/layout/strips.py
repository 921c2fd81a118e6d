"""Rows that hang together in one column: the next one stands below and nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_engine.layout.pieces import Area, Row, bounds


@dataclass(frozen=True, slots=True)
class Strip(Area):
    """Rows from top to bottom that no other text stands between."""

    rows: tuple[Row, ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Strip:
        return cls(*bounds(rows), rows=tuple(rows))


def strips(rows: Sequence[Row], between: Sequence[Area] = ()) -> list[Strip]:
    """Every row is in exactly one strip; `between` (tables) parts what stands above from what stands below."""
    everything = [*rows, *between]
    by_middle = sorted(range(len(everything)), key=lambda i: everything[i].middle)
    below = {i: _nearest_below(everything, by_middle, at) for at, i in enumerate(by_middle)}
    above: dict[int, list[int]] = {}
    for i, those in below.items():
        for j in those:
            above.setdefault(j, []).append(i)
    count = len(rows)
    follows = {
        i: those[0]
        for i, those in below.items()
        if i < count and len(those) == 1 and those[0] < count and len(above[those[0]]) == 1
    }
    heads = set(range(count)) - set(follows.values())
    found = []
    for i in sorted(heads):
        chain = [i]
        while chain[-1] in follows:
            chain.append(follows[chain[-1]])
        found.append(Strip.of([rows[k] for k in chain]))
    return found


def _nearest_below(areas: Sequence[Area], by_middle: Sequence[int], at: int) -> list[int]:
    """Areas that share width with the one at this place and see it from below, nothing between in that width."""
    area, seen = areas[by_middle[at]], []
    covered: list[Area] = []
    for k in by_middle[at + 1 :]:
        other = areas[k]
        if other.under(area) <= 0 or other.middle <= area.middle:
            continue
        x0, x1 = max(area.x0, other.x0), min(area.x1, other.x1)
        if not any(c.x0 < x1 and x0 < c.x1 for c in covered):
            seen.append(k)
        covered.append(other)
        if other.x0 <= area.x0 and area.x1 <= other.x1:
            break
    if len(seen) > 1:
        # what stands far below the line that follows closely does not part the two
        next_one = min((areas[k] for k in seen), key=lambda a: a.y0)
        if next_one.y0 - area.y1 < 0.8 * next_one.height:
            seen = [k for k in seen if areas[k].y0 < next_one.y1 + 0.5 * next_one.height]
    return seen

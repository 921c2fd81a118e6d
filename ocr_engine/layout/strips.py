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
    below = {i: _nearest_below(everything, i) for i in range(len(everything))}
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


def _nearest_below(rows: Sequence[Area], i: int) -> list[int]:
    """Rows that share width with row i and see it from below: nothing stands between in the shared width."""
    row, seen = rows[i], []
    below = sorted(
        (k for k, other in enumerate(rows) if other.middle > row.middle and other.under(row) > 0),
        key=lambda k: rows[k].y0,
    )
    covered: list[tuple[float, float]] = []
    for k in below:
        x0, x1 = max(row.x0, rows[k].x0), min(row.x1, rows[k].x1)
        if not any(a < x1 and x0 < b for a, b in covered):
            seen.append(k)
        covered.append((rows[k].x0, rows[k].x1))
        if any(a <= row.x0 and row.x1 <= b for a, b in covered):
            break
    return seen

"""Text set into the middle of the page, such as a caption under a picture that columns flow around.

It stands in a lane between columns with text beside it; a heading across the columns stands there alone."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_engine.layout.lanes import Lane
from ocr_engine.layout.pieces import Piece, bounds


def floats(pieces: Sequence[Piece], gutters: Sequence[Lane]) -> set[int]:
    """Indexes of the pieces that stand between two stretches of what is one lane without them."""
    found: set[int] = set()
    for upper in gutters:
        for lower in gutters:
            x0, x1 = max(upper.x0, lower.x0), min(upper.x1, lower.x1)
            if upper.y1 >= lower.y0 or x1 - x0 < 0.5 * min(upper.width, lower.width):
                continue
            between = [p for p in pieces if upper.y1 - 1 <= p.middle <= lower.y0 + 1 and p.x0 < x1 and x0 < p.x1]
            if between and _aside(between, pieces):
                found |= {p.index for p in between}
    return found


def _aside(between: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    left, _top, right, _bottom = bounds(pieces)
    inside = {p.index for p in between}
    if any(p.width > 0.5 * (right - left) for p in between):
        return False
    flanked = [p for p in between if any(q.index not in inside and p.beside(q) > 0.4 for q in pieces)]
    return len(flanked) > 0.6 * len(between)

"""Text set into the middle of the page, such as a caption under a picture that columns flow around.

It stands in a lane between columns with text beside it; a heading across the columns stands there alone."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_engine.layout.lanes import Lane, reach, usual_width
from ocr_engine.layout.pieces import Piece, bounds


def floats(pieces: Sequence[Piece], gutters: Sequence[Lane]) -> set[int]:
    """Indexes of the pieces that stand between two stretches of what is one lane without them."""
    found: set[int] = set()
    for upper in gutters:
        for lower in gutters:
            x0, x1 = max(upper.x0, lower.x0), min(upper.x1, lower.x1)
            top, bottom = reach(upper)[1], reach(lower)[0]
            if top >= bottom or x1 - x0 < 0.5 * min(upper.width, lower.width):
                continue
            between = [p for p in pieces if top - 1 <= p.middle <= bottom + 1 and p.x0 < x1 and x0 < p.x1]
            columns = max(usual_width(bank) for lane in (upper, lower) for bank in (lane.left, lane.right))
            if between and all(p.width < 0.75 * columns for p in between) and _aside(between, pieces):
                found |= _grown(between, [p for p in pieces if p.width < 0.75 * columns])
    return found


def _grown(core: Sequence[Piece], others: Sequence[Piece]) -> set[int]:
    """The pieces, and what follows them closely above and below in letters of their size."""
    group = {p.index: p for p in core}
    waiting = list(core)
    while waiting:
        piece = waiting.pop()
        for other in others:
            white = max(piece.y0, other.y0) - min(piece.y1, other.y1)
            alike = 0.7 < other.height / max(piece.height, 1e-6) < 1.4
            if other.index not in group and alike and piece.under(other) > 0 and white < 0.9 * piece.height:
                group[other.index] = other
                waiting.append(other)
    return set(group)


def _aside(between: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    left, _top, right, _bottom = bounds(pieces)
    inside = {p.index for p in between}
    if any(p.width > 0.5 * (right - left) for p in between):
        return False
    flanked = [p for p in between if any(q.index not in inside and p.beside(q) > 0.4 for q in pieces)]
    return len(flanked) > 0.6 * len(between)

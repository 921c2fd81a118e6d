"""Joining the fragments of one line, but never across a gutter."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_engine.layout.lanes import Lane, in_step, neighbours, usual_width
from ocr_engine.layout.pieces import Piece, Row, initial, usual_height

_REACH = 3.0  # heights of white that a line may hold


def rows(pieces: Sequence[Piece], gutters: Sequence[Lane], leaders: Sequence[Lane] = ()) -> list[Row]:
    """Rows from top to bottom; every piece is in exactly one.

    Nothing is joined across `gutters`; across `leaders` (as between an entry and its page) it is, however wide."""
    beside = neighbours(pieces)
    next_of = _initials(pieces)
    taken = {piece.index for piece in next_of.values()}
    for piece in sorted(pieces, key=lambda p: p.x0):
        other = beside.get(piece.index)
        if (
            other is None
            or piece.index in next_of
            or other.index in taken
            or not _one_line(piece, other, gutters, leaders)
        ):
            continue
        next_of[piece.index] = other
        taken.add(other.index)
    found = []
    for piece in pieces:
        if piece.index in taken:
            continue
        chain, seen = [piece], {piece.index}
        while (follower := next_of.get(chain[-1].index)) is not None and follower.index not in seen:
            chain.append(follower)
            seen.add(follower.index)
        found.append(Row.of(chain))
    return sorted(found, key=lambda r: (r.y0, r.x0))


def _one_line(a: Piece, b: Piece, gutters: Sequence[Lane], leaders: Sequence[Lane]) -> bool:
    low, high = sorted((a.height, b.height))
    if a.beside(b) < 0.5 or high > 2 * max(low, 1e-6):
        return False
    gap = b.x0 - a.x1
    if any(lane.parts(a, b) for lane in leaders):
        return True
    if gap > high and low < 0.75 * high:
        return False  # a note in the margin, in smaller letters
    return -high <= gap <= _REACH * high and not any(lane.parts(a, b) for lane in gutters)


def _initials(pieces: Sequence[Piece]) -> dict[int, Piece]:
    """Drop capitals by index, each with the first of the lines that stand close at its right."""
    found: dict[int, Piece] = {}
    for piece in pieces:
        if len(piece.text.strip()) == 1:
            close = [p for p in pieces if 0.6 * piece.x1 + 0.4 * piece.x0 <= p.x0 <= piece.x1 + 1.5 * p.height]
            beside = [p for p in close if initial(piece, p) and piece.y0 - p.height < p.middle < piece.y1]
            if len(beside) >= 2:
                found[piece.index] = min(beside, key=lambda p: p.middle)
    return found


def leaders(lanes: Sequence[Lane], pieces: Sequence[Piece]) -> list[Lane]:
    """Lanes that nearly every line on the left crosses to something short on the right, at the same height."""
    found = []
    for lane in lanes:
        if in_step(lane) < 0.8 or usual_width(lane.right) > 5 * usual_height(lane.right):
            continue
        top, bottom = min(p.y0 for p in lane.left), max(p.y1 for p in lane.left)
        start = min(p.x0 for p in lane.left)
        left = [p for p in pieces if top <= p.middle <= bottom and p.x1 <= lane.x0 + 1 and p.x0 >= start - p.height]
        if len({p.index for p in lane.left}) >= 0.75 * len(left):
            found.append(lane)
    return found

"""Joining the fragments of one line, but never across a gutter."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_engine.layout.gutters import Gutter, neighbours
from ocr_engine.layout.pieces import Piece, Row

_REACH = 3.0  # heights of white that a line may hold


def rows(pieces: Sequence[Piece], lanes: Sequence[Gutter]) -> list[Row]:
    """Rows from top to bottom; every piece is in exactly one."""
    beside = neighbours(pieces)
    next_of: dict[int, Piece] = {}
    taken: set[int] = set()
    for piece in sorted(pieces, key=lambda p: p.x0):
        other = beside.get(piece.index)
        if other is None or other.index in taken or not _one_line(piece, other, lanes):
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


def _one_line(a: Piece, b: Piece, lanes: Sequence[Gutter]) -> bool:
    low, high = sorted((a.height, b.height))
    if a.beside(b) < 0.5 or high > 2 * max(low, 1e-6):
        return False
    gap = b.x0 - a.x1
    return -high <= gap <= _REACH * high and not any(lane.parts(a, b) for lane in lanes)

"""White bands across the whole page that end one matter and begin another.

Columns are read to their end, so a band counts only where something says so: a ruled line across it, or a row
of nothing but heading below it. Without such a sign the white is a picture's, and the columns go on below."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_engine.layout.pieces import Area, Piece, bounds, usual_height

_HIGH = 0.6  # of the usual line height
_LARGER = 1.2  # than the usual line: a heading


def bands(pieces: Sequence[Piece], rules: Sequence[Area] = ()) -> list[list[Piece]]:
    """The pieces parted at each such band, from top to bottom."""
    if not pieces:
        return []
    em = usual_height(pieces)
    left, _top, right, _bottom = bounds(pieces)
    across = [r for r in rules if r.width > 0.6 * (right - left) and r.height < em]
    found: list[list[Piece]] = [[]]
    reach = 0.0
    ordered = sorted(pieces, key=lambda p: p.y0)
    for at, piece in enumerate(ordered):
        if found[-1] and piece.y0 - reach >= _HIGH * em:
            ruled = any(reach - 0.3 * em <= r.middle <= piece.y0 + 0.3 * em for r in across)
            if ruled or (piece.y0 - reach >= 1.2 * em and _opens(ordered[at:], em)):
                found.append([])
        reach = max(reach, piece.y1) if found[-1] else piece.y1
        found[-1].append(piece)
    return found


def _opens(below: Sequence[Piece], em: float) -> bool:
    """Whether the first row below is a heading: all its words are larger than usual."""
    first = [p for p in below if p.y0 < below[0].middle and sum(c.isalpha() for c in p.text) >= 4]
    return bool(first) and all(p.height >= _LARGER * em for p in first)

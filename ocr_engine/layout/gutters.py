"""White lanes between columns: gaps between neighbours that stand above each other over several rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ocr_engine.layout.pieces import Area, Piece, usual_height

_ROWS = 3  # fewer gaps above each other are chance
_PROSE = 10  # characters in a usual line of running text; table cells and page numbers hold fewer


@dataclass(frozen=True, slots=True)
class Gutter:
    """A lane x0..x1 that no text crosses between y0 and y1, and the pieces on its two banks."""

    x0: float
    x1: float
    y0: float
    y1: float
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    def parts(self, a: Area, b: Area) -> bool:
        """Whether it runs between the neighbours a (left) and b (right)."""
        between = a.x1 <= self.x1 and self.x0 <= b.x0
        return between and self.y0 <= max(a.y1, b.y1) and min(a.y0, b.y0) <= self.y1


def neighbours(pieces: Sequence[Piece]) -> dict[int, Piece]:
    """For each piece (by index) the nearest one to the right that stands beside it."""
    by_top = sorted(pieces, key=lambda p: p.y0)
    found: dict[int, Piece] = {}
    for at, piece in enumerate(by_top):
        for other in by_top[at + 1 :]:
            if other.y0 > piece.y1:
                break
            if piece.beside(other) >= 0.4:
                a, b = (piece, other) if piece.x0 + piece.x1 <= other.x0 + other.x1 else (other, piece)
                if a.index not in found or b.x0 < found[a.index].x0:
                    found[a.index] = b
    return found


def gutters(pieces: Sequence[Piece]) -> list[Gutter]:
    """The lanes between columns of running text."""
    em = usual_height(pieces)
    beside = neighbours(pieces)
    open_lanes: list[Gutter] = []
    done: list[Gutter] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        still = []
        for lane in open_lanes:
            blocked = piece.x0 < lane.x0 and lane.x1 < piece.x1
            (done if blocked else still).append(lane)
        open_lanes = still
        right = beside.get(piece.index)
        if right is None or right.x0 - piece.x1 < 0.3 * em:
            continue
        gap = Gutter(piece.x1, right.x0, min(piece.y0, right.y0), max(piece.y1, right.y1), (piece,), (right,))
        for at, lane in enumerate(open_lanes):
            x0, x1 = max(lane.x0, gap.x0), min(lane.x1, gap.x1)
            if x1 - x0 >= 0.5 * em:
                open_lanes[at] = replace(
                    lane, x0=x0, x1=x1, y1=max(lane.y1, gap.y1), left=lane.left + gap.left, right=lane.right + gap.right
                )
                break
        else:
            open_lanes.append(gap)
    return [lane for lane in done + open_lanes if _between_columns(lane)]


def _between_columns(lane: Gutter) -> bool:
    left, right = {p.index: p for p in lane.left}, {p.index: p for p in lane.right}
    if len(left) < _ROWS or len(right) < _ROWS:
        return False
    return all(median([len(p.text) for p in bank.values()]) >= _PROSE for bank in (left, right))

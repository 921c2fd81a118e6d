"""White lanes: gaps between neighbours that stand above each other over several rows.

A lane parts either two columns of text or two columns of a table; what stands on its banks decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr_engine.layout.pieces import Area, Piece, usual_height

_ROWS = 3  # fewer gaps above each other are chance
_NARROW = 0.7  # heights of white below which a lane is only a gap between words
_SLACK = 0.2  # heights by which boxes reach beyond their ink, at either end
_WIDE = 12.0  # heights: a line of running text, or the first cell of a row
_PROSE = 7.5  # heights that a usual line of running text is wide; cells and numbers are shorter


@dataclass(frozen=True, slots=True)
class Lane(Area):
    """White from x0 to x1 that no text crosses between y0 and y1, and the pieces on its two banks."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    def parts(self, a: Area, b: Area) -> bool:
        """Whether it runs between a (left) and b (right), at the height of both or close to its ends.

        Half a height of slack on either side, for detectors draw the boxes of lines too long."""
        high = max(a.height, b.height)
        between = (
            a.x1 <= self.x1 + 0.5 * high
            and self.x0 <= b.x0 + 0.5 * high
            and a.x1 + a.x0 < self.x0 + self.x1 < b.x0 + b.x1
        )
        return between and self.y0 - 2.5 * high <= max(a.y1, b.y1) and min(a.y0, b.y0) <= self.y1 + 2.5 * high

    def holds_apart(self, a: Area, b: Area) -> bool:
        """Whether it passes a on its left and b on its right, wherever along it they stand."""
        return a.x1 <= self.x1 and self.x0 <= b.x0 and all(self.y0 <= area.middle <= self.y1 for area in (a, b))


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


def lanes(pieces: Sequence[Piece]) -> list[Lane]:
    """Every lane along at least three rows, drawn out up and down until text stands in its way."""
    em = usual_height(pieces)
    least = _NARROW * em
    pieces = [_drawn_in(piece, _SLACK * em) for piece in pieces]
    beside = neighbours(pieces)
    growing: list[Lane] = []
    grown: list[Lane] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        still = []
        for lane in growing:
            kept = _past(lane, piece)
            if kept.width >= least:
                still.append(kept)
            else:
                grown.append(lane)
        growing = still
        right = beside.get(piece.index)
        if right is None or right.x0 - piece.x1 < 0.6 * least:
            continue
        gap = Lane(piece.x1, min(piece.y0, right.y0), right.x0, max(piece.y1, right.y1), (piece,), (right,))
        joined = [_joined(lane, gap) for lane in growing]
        wider = [lane.width >= least for lane in joined]
        growing = [new if fits else old for new, old, fits in zip(joined, growing, wider, strict=True)]
        if not any(wider):
            growing.append(gap)
    found = [lane for lane in grown + growing if len(lane.left) >= _ROWS and _rows(lane.right) >= _ROWS]
    return [_drawn_out(lane, pieces, least) for lane in found]


def between_columns(lane: Lane, pieces: Sequence[Piece]) -> bool:
    """Whether it parts running text from something else, rather than the cells of one row.

    So it is when both banks are wide, when their rows keep no step, or when one is wide and few of its lines
    have anything beside them."""
    if all(usual_width(bank) >= _PROSE * _em(bank) for bank in (lane.left, lane.right)):
        return True
    pairs = list(zip(lane.left, lane.right, strict=True))
    steps = sum(abs(a.middle - b.middle) < 0.25 * min(a.height, b.height) for a, b in pairs)
    if steps < 0.5 * len(pairs):
        return True
    wide = [bank for bank in (lane.left, lane.right) if usual_width(bank) >= _WIDE * _em(bank)]
    return any(_answered(lane, bank, pieces) < 0.6 for bank in wide)


def _answered(lane: Lane, bank: Sequence[Piece], pieces: Sequence[Piece]) -> float:
    """The share of the lines on this bank that have something beside them on the other."""
    top, bottom = reach(lane)
    x0, x1 = min(p.x0 for p in bank), max(p.x1 for p in bank)
    there = [p for p in pieces if top <= p.middle <= bottom and x0 <= (p.x0 + p.x1) / 2 <= x1]
    return len({p.index for p in bank}) / max(len(there), 1)


def in_step(lane: Lane) -> float:
    """The share of the rows that stand at one height on both banks."""
    pairs = list(zip(lane.left, lane.right, strict=True))
    return sum(abs(a.middle - b.middle) < 0.35 * max(a.height, b.height) for a, b in pairs) / len(pairs)


def reach(lane: Lane) -> tuple[float, float]:
    """From its first to its last gap, not as far as it could be drawn."""
    both = lane.left + lane.right
    return min(p.y0 for p in both), max(p.y1 for p in both)


def usual_width(bank: Sequence[Piece]) -> float:
    """The width of the line in which the middle of the text stands: short ends and stray marks weigh little."""
    widths = sorted(p.width for p in _once(bank))
    half, run = sum(widths) / 2, 0.0
    for width in widths:
        run += width
        if run >= half:
            return width
    return 0.0


def _drawn_in(piece: Piece, by: float) -> Piece:
    by = min(by, piece.width / 4)
    return replace(piece, x0=piece.x0 + by, x1=piece.x1 - by)


def _past(lane: Lane, piece: Piece) -> Lane:
    """What is left of the lane beside the piece."""
    if piece.x1 <= lane.x0 or lane.x1 <= piece.x0:
        return lane
    if piece.x0 + piece.x1 <= lane.x0 + lane.x1:
        return replace(lane, x0=min(piece.x1, lane.x1))
    return replace(lane, x1=max(piece.x0, lane.x0))


def _joined(lane: Lane, gap: Lane) -> Lane:
    x0, x1 = max(lane.x0, gap.x0), min(lane.x1, gap.x1)
    y0, y1 = min(lane.y0, gap.y0), max(lane.y1, gap.y1)
    return Lane(x0, y0, max(x0, x1), y1, lane.left + gap.left, lane.right + gap.right)


def _drawn_out(lane: Lane, pieces: Sequence[Piece], least: float) -> Lane:
    over = [p for p in pieces if min(p.x1, lane.x1) - max(p.x0, lane.x0) > lane.width - 0.6 * least]
    top = max((p.y1 for p in over if p.middle < lane.y0), default=min(p.y0 for p in pieces))
    bottom = min((p.y0 for p in over if p.middle > lane.y1), default=max(p.y1 for p in pieces))
    return replace(lane, y0=min(lane.y0, top), y1=max(lane.y1, bottom))


def _once(bank: Sequence[Piece]) -> list[Piece]:
    return list({p.index: p for p in bank}.values())


def _rows(bank: Sequence[Piece]) -> int:
    return len({p.index for p in bank})


def _em(bank: Sequence[Piece]) -> float:
    return usual_height(_once(bank))

"""Tables: cells that stand in line both ways, or between ruled lines.

Found are runs of rows whose gaps stand above each other in at least two lanes (or one, beside figures).
Running text in columns leaves such lanes too, but its lines are wide; table cells are short on some side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.blocks import Kind
from ocr_engine.layout.grid import Cell, cells_of, levels, unbroken, with_heads
from ocr_engine.layout.lanes import Lane, between_columns, in_step, reach, usual_width
from ocr_engine.layout.pieces import Area, Piece, bounds, usual_height

_FIGURE = re.compile(r"^[\W_]*\d[\d\s.,:;%()/±+*<>=–—-]*\W*$")
_SHORT = 5.0  # heights; a narrower piece is a cell rather than a line of text


@dataclass(frozen=True, slots=True)
class Table(Area):
    columns: int
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def kind(self) -> Kind:
        return Kind.TABLE

    @property
    def pieces(self) -> set[int]:
        return {piece.index for row in self.rows for cell in row for piece in cell.pieces}


def tables(pieces: Sequence[Piece], lanes: Sequence[Lane]) -> list[Table]:
    """The tables among the pieces; no piece is in two of them."""
    found: list[Table] = []
    taken: set[int] = set()
    for group in _side_by_side(
        [lane for lane in lanes if in_step(lane) >= 0.6 and not between_columns(lane, pieces)]
    ):
        free = [p for p in pieces if p.index not in taken]
        table = _table(free, group)
        if table:
            found.append(table)
            taken |= table.pieces
    return found


def _side_by_side(lanes: Sequence[Lane]) -> list[list[Lane]]:
    """Lanes grouped by the heights they share."""
    groups: list[list[Lane]] = []
    for lane in sorted(lanes, key=lambda lane: lane.left[0].y0):
        for group in groups:
            if any(reach(lane)[0] < reach(other)[1] and reach(other)[0] < reach(lane)[1] for other in group):
                group.append(lane)
                break
        else:
            groups.append([lane])
    return groups


def _table(pieces: Sequence[Piece], group: Sequence[Lane]) -> Table | None:
    borders = _borders(group)
    if len(borders) < 2 and not _beside_figures(group):
        return None
    if not any(_short(bank) for lane in group for bank in (lane.left, lane.right)):
        return None
    top, bottom = min(reach(lane)[0] for lane in group), max(reach(lane)[1] for lane in group)
    known = {p.index for lane in group for p in lane.left + lane.right}
    left, _y0, right, _y1 = bounds([p for p in pieces if p.index in known])
    inside = [
        p for p in pieces if top <= p.middle <= bottom and left - p.height <= p.x0 and p.x1 <= right + p.height
    ]
    lines = levels(inside)
    rows = [cells_of(line, borders) for line in lines]
    while rows and len(rows[0]) < 2:
        rows.pop(0)
    while rows and len(rows[-1]) < 2:
        rows.pop()
    if sum(len(row) >= 2 for row in rows) < 3:
        return None
    rows = unbroken(
        with_heads(rows, [p for p in pieces if left - p.height <= p.x0 and p.x1 <= right + p.height], borders)
    )
    kept = [p for row in rows for cell in row for p in cell.pieces]
    return Table(*bounds(kept), columns=len(borders) + 1, rows=tuple(rows))


def _beside_figures(group: Sequence[Lane]) -> bool:
    """A single lane makes a table beside figures, but not beside the rising page numbers of a list of contents."""
    bank = sorted({p.index: p for lane in group for p in lane.right}.values(), key=lambda p: p.y0)
    figures = [p.text for p in bank if _FIGURE.match(p.text)]
    if len(bank) < 3 or len(figures) < 0.6 * len(bank):
        return False
    whole = [int(f) for f in figures if f.strip().isdecimal()]
    return len(whole) < len(figures) or whole != sorted(whole)


def _short(bank: Sequence[Piece]) -> bool:
    return usual_width(bank) < _SHORT * usual_height(bank)


def _borders(group: Sequence[Lane]) -> list[float]:
    """Where one column ends and the next begins; lanes above each other are one border."""
    spans: list[tuple[float, float]] = []
    for lane in sorted(group, key=lambda lane: lane.x0 + lane.x1):
        if spans and lane.x0 < spans[-1][1] and spans[-1][0] < lane.x1:
            x0, x1 = max(lane.x0, spans[-1][0]), min(lane.x1, spans[-1][1])
            spans[-1] = (x0, x1)
        else:
            spans.append((lane.x0, lane.x1))
    return [(x0 + x1) / 2 for x0, x1 in spans]

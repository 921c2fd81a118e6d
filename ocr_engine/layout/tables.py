"""Tables: cells that stand in line both ways, or between ruled lines.

Found are runs of rows whose gaps stand above each other in at least two lanes (or one, beside figures).
Running text in columns leaves such lanes too, but its lines are wide; table cells are short on some side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.blocks import Kind
from ocr_engine.layout.lanes import Lane, between_columns, in_step, reach, usual_width
from ocr_engine.layout.pieces import Area, Piece, bounds, usual_height

_FIGURE = re.compile(r"^[\W_]*\d[\d\s.,:;%()/±+*<>=–—-]*\W*$")
_SHORT = 5.0  # heights; a narrower piece is a cell rather than a line of text


@dataclass(frozen=True, slots=True)
class Cell:
    column: int
    span: int  # columns it covers
    pieces: tuple[Piece, ...]  # in reading order


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
    rows = [_cells(line, borders) for line in lines]
    while rows and len(rows[0]) < 2:
        rows.pop(0)
    while rows and len(rows[-1]) < 2:
        rows.pop()
    if sum(len(row) >= 2 for row in rows) < 3:
        return None
    rows = _unbroken(
        _with_heads(rows, [p for p in pieces if left - p.height <= p.x0 and p.x1 <= right + p.height], borders)
    )
    kept = [p for row in rows for cell in row for p in cell.pieces]
    return Table(*bounds(kept), columns=len(borders) + 1, rows=tuple(rows))


def _with_heads(
    rows: list[tuple[Cell, ...]], pieces: Sequence[Piece], borders: Sequence[float]
) -> list[tuple[Cell, ...]]:
    """The rows and those close above: heads over several columns, but not a title over all of them."""
    found = list(rows)
    for _ in range(3):
        head = [p for cell in found[0] for p in cell.pieces]
        top, em = min(p.y0 for p in head), usual_height(head)
        above = levels([p for p in pieces if p.middle < top and top - p.y1 < 1.5 * em])
        cells = _cells(above[-1], borders) if above else ()
        if not cells or (len(cells) == 1 and (cells[0].column == 0 or cells[0].span < 2)):
            break
        found.insert(0, cells)
    return found


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


def levels(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces at one height, from top to bottom."""
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        last = found[-1] if found else []
        if last and abs(sum(p.middle for p in last) / len(last) - piece.middle) < 0.5 * min(
            p.height for p in [*last, piece]
        ):
            last.append(piece)
        else:
            found.append([piece])
    return found


def _cells(line: Sequence[Piece], borders: Sequence[float]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for piece in sorted(line, key=lambda p: p.x0):
        edge = 0.2 * piece.height
        first = sum(border < piece.x0 + edge for border in borders)
        last = max(first, sum(border < piece.x1 - edge for border in borders))
        if cells and first < cells[-1].column + cells[-1].span:
            old = cells[-1]
            span = max(old.span, last - old.column + 1)
            cells[-1] = Cell(old.column, span, (*old.pieces, piece))
        else:
            cells.append(Cell(first, last - first + 1, (piece,)))
    return tuple(cells)


def _unbroken(rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Rows with the second and further lines of their cells taken in.

    Such a line stands closer than rows do and fills fewer cells, and never the first."""
    tops = [min(p.y0 for c in row for p in c.pieces) for row in rows]
    steps = sorted(b - a for a, b in pairwise(tops))
    usual = steps[len(steps) // 2]
    found = [rows[0]]
    for row, step in zip(rows[1:], (b - a for a, b in pairwise(tops)), strict=True):
        fills = {cell.column for cell in row}
        above = {cell.column: cell for cell in found[-1]}
        if step < 0.8 * usual and 0 not in fills and fills < set(above):
            for cell in row:
                old = above[cell.column]
                above[cell.column] = Cell(old.column, max(old.span, cell.span), old.pieces + cell.pieces)
            found[-1] = tuple(above[column] for column in sorted(above))
        else:
            found.append(row)
    return found

"""Tables drawn with lines: the grid of the rules says where cells begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr_engine.layout.grid import Cell, levels
from ocr_engine.layout.pieces import Area, Piece, bounds, usual_height
from ocr_engine.layout.tables import Table

_CELL = 10  # lines; more is a column of text


def ruled(pieces: Sequence[Piece], rules: Sequence[Area]) -> list[Table]:
    """One table for each grid of at least three upright and three level lines that holds text."""
    if not pieces:
        return []
    em = usual_height(pieces)
    found = []
    for grid in _grids(rules, em):
        xs = _positions([(r.x0 + r.x1) / 2 for r in grid if r.height > r.width], em)
        ys = _positions([r.middle for r in grid if r.width >= r.height], em)
        if len(xs) < 3 or len(ys) < 3:
            continue
        inside = [p for p in pieces if xs[0] < (p.x0 + p.x1) / 2 < xs[-1] and ys[0] < p.middle < ys[-1]]
        rows = [row for top, end in pairwise(ys) for row in [_row(inside, xs, top, end)] if row]
        if len(rows) >= 2 and not _columns(rows):
            found.append(Table(*bounds(inside), columns=len(xs) - 1, rows=tuple(rows)))
    return found


def _columns(rows: Sequence[tuple[Cell, ...]]) -> bool:
    """Whether the rules frame columns of running text, as in newspapers, and not cells."""
    cells = [cell for row in rows for cell in row]
    lines = sorted(len(levels(cell.pieces)) for cell in cells)
    most = sum(count for count in lines if count > _CELL)
    return most > 0.5 * sum(lines)


def loose(rules: Sequence[Area], em: float) -> list[Area]:
    """Level rules that meet no upright one: they part matters, not cells."""
    upright = [rule for rule in rules if rule.height > rule.width]
    return [r for r in rules if r.width >= r.height and not any(_touch(r, other, 0.5 * em) for other in upright)]


def _row(inside: Sequence[Piece], xs: Sequence[float], top: float, end: float) -> tuple[Cell, ...]:
    cells: dict[int, list[Piece]] = {}
    spans: dict[int, int] = {}
    for piece in sorted((p for p in inside if top <= p.middle < end), key=lambda p: (p.middle, p.x0)):
        edge = 0.3 * piece.height
        first = max(0, sum(x <= piece.x0 + edge for x in xs) - 1)
        last = min(len(xs) - 2, max(first, sum(x < piece.x1 - edge for x in xs) - 1))
        cells.setdefault(first, []).append(piece)
        spans[first] = max(spans.get(first, 1), last - first + 1)
    row: list[Cell] = []
    for column in sorted(cells):
        if row and column < row[-1].column + row[-1].span:
            row[-1] = Cell(row[-1].column, row[-1].span, (*row[-1].pieces, *cells[column]))
        else:
            row.append(Cell(column, spans[column], tuple(cells[column])))
    return tuple(row)


def _grids(rules: Sequence[Area], em: float) -> list[list[Area]]:
    """Rules that touch each other, however far around."""
    groups: list[list[Area]] = []
    for rule in rules:
        near = [g for g in groups if any(_touch(rule, other, 0.5 * em) for other in g)]
        groups = [g for g in groups if g not in near] + [[rule, *(r for g in near for r in g)]]
    return groups


def _touch(a: Area, b: Area, slack: float) -> bool:
    return a.x0 - slack <= b.x1 and b.x0 - slack <= a.x1 and a.y0 - slack <= b.y1 and b.y0 - slack <= a.y1


def _positions(values: Sequence[float], em: float) -> list[float]:
    """Distinct places: the two edges of a thick rule are one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 0.5 * em:
            found.append(value)
    return found

"""Pieces to the rows and cells of a table, when it is known where its columns end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ocr_engine.layout.pieces import Piece, usual_height


@dataclass(frozen=True, slots=True)
class Cell:
    column: int
    span: int  # columns it covers
    pieces: tuple[Piece, ...]  # in reading order


def levels(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces at one height, from top to bottom."""
    found: list[list[Piece]] = []
    usual = usual_height(pieces)
    for piece in sorted(pieces, key=lambda p: p.middle):
        last = found[-1] if found else []
        if last and abs(sum(p.middle for p in last) / len(last) - piece.middle) < 0.5 * max(
            min(p.height for p in [*last, piece]), 0.8 * usual
        ):
            last.append(piece)
        else:
            found.append([piece])
    return found


def cells_of(line: Sequence[Piece], borders: Sequence[float]) -> tuple[Cell, ...]:
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


def unbroken(rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
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


def with_heads(
    rows: list[tuple[Cell, ...]], pieces: Sequence[Piece], borders: Sequence[float]
) -> list[tuple[Cell, ...]]:
    """The rows and those close above: heads over several columns, but not a title over all of them."""
    found = list(rows)
    for _ in range(3):
        head = [p for cell in found[0] for p in cell.pieces]
        top, em = min(p.y0 for p in head), usual_height(head)
        above = levels([p for p in pieces if p.middle < top and top - p.y1 < 1.5 * em])
        cells = cells_of(above[-1], borders) if above else ()
        if not cells or (len(cells) == 1 and (cells[0].column == 0 or cells[0].span < 2)):
            break
        found.insert(0, cells)
    return found

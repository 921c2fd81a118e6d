"""Strips to paragraphs, by what a compositor does to part them: white, size, indentation, a short last line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archive.blocks import Kind
from ocr_engine.layout.pieces import Area, Row, bounds, steady
from ocr_engine.layout.strips import Strip

MARKER = re.compile(
    r"^\s*(?:[•‣▪■●○◦·∙*✓➢►]|[-–](?=\s)|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)](?=\s|$))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Paragraph(Area):
    rows: tuple[Row, ...]
    kind: Kind = Kind.TEXT
    level: int = 0

    @classmethod
    def of(cls, rows: Sequence[Row], kind: Kind = Kind.TEXT, level: int = 0) -> Paragraph:
        return cls(*bounds(rows), rows=tuple(rows), kind=kind, level=level)

    @property
    def text(self) -> str:
        return " ".join(row.text for row in self.rows)

    @property
    def size(self) -> float:
        return median(row.size for row in self.rows)

    @property
    def letters(self) -> float:
        return median(row.letters for row in self.rows)

    @property
    def pace(self) -> float:
        """The width of a character, where some row is long enough to tell; else 0."""
        told = [row.pace for row in self.rows if row.pace]
        return median(told) if told else 0.0


def paragraphs(strip: Strip) -> list[Paragraph]:
    """Paragraphs and lists, from top to bottom; every row of the strip is in exactly one."""
    found: list[Paragraph] = []
    plain: list[Row] = []
    rows, at = list(strip.rows), 0
    while at < len(rows):
        end = _list_end(rows, at)
        if end:
            found += [*_parted(plain), Paragraph.of(rows[at:end], Kind.LIST)]
            plain, at = [], end
        else:
            plain.append(rows[at])
            at += 1
    return found + _parted(plain)


def _list_end(rows: Sequence[Row], at: int) -> int:
    """Where the list that begins at this row ends, 0 if none does: two items at one edge make a list."""
    if not MARKER.match(rows[at].text):
        return 0
    first, items, end = rows[at], 1, at + 1
    while end < len(rows):
        row, before = rows[end], rows[end - 1]
        em = first.size
        if row.y0 - before.y1 > 2 * em or max(row.outgrows(first), first.outgrows(row)) > 1.33:
            break
        if abs(row.x0 - first.x0) < 0.6 * em and MARKER.match(row.text):
            items += 1
        elif row.x0 < first.x0 + 0.6 * em or row.y0 - before.y1 > em:
            break
        end += 1
    return end if items >= 2 else 0


def _parted(rows: Sequence[Row]) -> list[Paragraph]:
    if not rows:
        return []
    pitch = _pitch(rows)
    em = median(r.size for r in rows)
    left, right = _edge([r.x0 for r in rows], em), _edge([r.x1 for r in rows], em)
    even = sum(abs(r.x1 - right) < r.size for r in rows) > 0.6 * len(rows)  # set to both edges
    exact = steady(rows)
    found, current = [], [rows[0]]
    for n in range(1, len(rows)):
        above, row = rows[n - 1], rows[n]
        below = rows[n + 1] if n + 1 < len(rows) else None
        if (
            _apart(above, row, pitch, exact)
            or _heads(above, row, left, right)
            or _begins(above, row, below, left)
            or (even and _ended(above, row, left, right, em))
        ):
            found.append(Paragraph.of(current))
            current = []
        current.append(row)
    return [*found, Paragraph.of(current)]


def _pitch(rows: Sequence[Row]) -> float:
    """From line to line within paragraphs: of short paragraphs the median step is half white already."""
    steps = sorted(b.middle - a.middle for a, b in pairwise(rows))
    return steps[int(0.35 * len(steps))] if len(steps) > 1 else 0.0


def _edge(values: Sequence[float], em: float) -> float:
    """The place where most of the lines begin or end."""
    return max(values, key=lambda v: (sum(abs(v - other) < 0.4 * em for other in values), -v))


def _apart(above: Row, row: Row, pitch: float, exact: bool) -> bool:
    """More white than between lines, or letters of another size."""
    small, large = sorted((above.size, row.size))
    step = row.middle - above.middle
    if step > 1.38 * (max(pitch, 0.9 * large) if pitch else 1.3 * large) and row.y0 - above.y1 > 0.35 * small:
        return True
    if exact:
        return large > 1.12 * small
    # two lines of one measure are of one paragraph, though stray ink made one box the higher
    one_measure = abs(row.x0 - above.x0) < large and abs(row.x1 - above.x1) < large and len(row.text) > 15
    unlike = max(above.outgrows(row), row.outgrows(above)) > (1.7 if one_measure else 1.3)
    return unlike and min(len(above.text), len(row.text)) > 2


def _heads(above: Row, row: Row, left: float, right: float) -> bool:
    """A line of capitals in the middle of the column, beside one that is not in capitals."""
    if above.capitals == row.capitals:
        return False
    head = row if row.capitals else above
    return min(head.x0 - left, right - head.x1) > 0.8 * head.size


def _begins(above: Row, row: Row, below: Row | None, left: float) -> bool:
    """An indented first line, with the lines around it at the edge."""
    em = row.size
    indented = 0.6 * em < row.x0 - left < 6 * em
    around = [r for r in (above, below) if r is not None]
    return indented and all(
        abs(r.x0 - left) < 0.5 * em or (r is above and r.x0 < row.x0 - 0.6 * em) for r in around
    )


def _ended(above: Row, row: Row, left: float, right: float, em: float) -> bool:
    """A last line that stops early, with a new line at the edge below it."""
    return above.x1 < right - 3 * em and abs(row.x0 - left) < 0.6 * em

"""What stands outside the text: running heads, feet, page numbers, and notes in the margin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from archive.blocks import Kind
from ocr_engine.layout.grid import levels
from ocr_engine.layout.paragraphs import Paragraph
from ocr_engine.layout.pieces import Piece, Row, bounds, steady, usual_height
from ocr_engine.layout.tables import Table

_NUMBER = re.compile(
    r"^[\s\W_]*(?:p(?:age|ag|g)?\.?\s*)?(?:\d{1,4}|[ivxlcdm]{1,8})(?:\s*(?:/|of|de|von|sur|van|di)\s*\d{1,4})?[\s\W_]*$",
    re.IGNORECASE,
)
_ROWS = 6  # a page with fewer lines of text has no head and no foot


@dataclass(frozen=True, slots=True)
class Margins:
    head: tuple[Paragraph, ...]
    body: tuple[Piece, ...]
    foot: tuple[Paragraph, ...]


def margins(pieces: Sequence[Piece], top: float, bottom: float) -> Margins:
    """The first and the last line of a page (from `top` to `bottom`), where they stand apart from its text."""
    rows = levels(pieces)
    if len(rows) < _ROWS:
        return Margins((), tuple(pieces), ())
    usual = median([bounds(b)[1] - bounds(a)[3] for a, b in pairwise(rows)])
    high = bounds(rows[0])[3] < top + 0.15 * (bottom - top)
    head = rows[0] if high and _is_apart(rows[0], rows[1], pieces, usual) else []
    low = bounds(rows[-1])[1] > bottom - 0.15 * (bottom - top)
    foot = rows[-1] if low and _is_apart(rows[-1], rows[-2], pieces, usual) else []
    outside = {p.index for p in (*head, *foot)}
    body = tuple(p for p in pieces if p.index not in outside)
    return Margins(_named(head, Kind.HEADER), body, _named(foot, Kind.FOOTER))


def _is_apart(row: Sequence[Piece], inner: Sequence[Piece], pieces: Sequence[Piece], usual: float) -> bool:
    """A number alone, or a short line no larger than the text; with more white than between the text's lines."""
    em = usual_height(pieces)
    _x0, y0, _x1, y1 = bounds(row)
    _a0, b0, _a1, b1 = bounds(inner)
    white = max(b0 - y1, y0 - b1)
    numbers = [p for p in row if _NUMBER.match(p.text)]
    if len(numbers) > 1 or len(row) > 3:
        return False
    if len(row) == 1 and numbers:
        return white > usual + 0.1 * em
    if max(p.height for p in row) > (1.12 if steady(pieces) else 1.3) * em:
        return False
    left, _top, right, _bottom = bounds(pieces)
    filled = sum(p.width for p in row) / max(right - left, 1e-6)
    numbered = len(row) > 1 and any(p in numbers for p in (row[0], row[-1]))
    return white > usual + (0.25 if numbered else 0.6) * em and filled < (0.9 if numbered else 0.6)


def _named(row: Sequence[Piece], kind: Kind) -> tuple[Paragraph, ...]:
    """Numbers by themselves; neighbours otherwise stay together."""
    return tuple(
        Paragraph.of([Row.of([piece])], Kind.PAGE_NUMBER if _NUMBER.match(piece.text) else kind)
        for piece in sorted(row, key=lambda p: p.x0)
    )


def notes_last(parts: Sequence[Paragraph | Table]) -> list[Paragraph | Table]:
    """The parts with notes in the margin marked, each behind the paragraph beside which it begins."""
    main = _main(parts)
    if not main:
        return list(parts)
    left, right = min(p.x0 for p in main), max(p.x1 for p in main)
    notes = [p for p in parts if isinstance(p, Paragraph) and _is_note(p, main, left, right)]
    order = [p for p in parts if p not in notes]
    for note in notes:
        beside = (
            [n for n, p in enumerate(order) if p.kind != Kind.MARGINAL and p.y0 <= note.middle] if order else []
        )
        near = [n for n in beside if order[n] in main] or beside
        at = max(near, key=lambda n: order[n].y0) + 1 if near else 0
        while at < len(order) and order[at].kind == Kind.MARGINAL:
            at += 1
        order.insert(at, replace(note, kind=Kind.MARGINAL))
    return order


def _main(parts: Sequence[Paragraph | Table]) -> list[Paragraph | Table]:
    """The wide parts that make the column of text, where there is only one."""
    if not parts:
        return []
    left, _top, right, _bottom = bounds(parts)
    wide = [p for p in parts if p.width > 0.55 * (right - left)]
    return wide if sum(p.height for p in wide) > 0.5 * sum(p.height for p in parts) else []


def _is_note(part: Paragraph, main: Sequence[Paragraph | Table], left: float, right: float) -> bool:
    size = part.size
    outside = part.x1 <= left + 0.6 * size or part.x0 >= right - 0.6 * size
    narrow = part.width < 0.3 * (right - left)
    return outside and narrow and any(part.beside(p) > 0 for p in main)

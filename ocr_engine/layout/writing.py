"""Rows to a block: plain text with the offsets and places of its lines and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.blocks import Block, Geometry, Kind, Line, Word, storable
from archive.geometry import Box
from ocr_engine.layout.detected import DetectedLine
from ocr_engine.layout.pieces import Piece, Row, initial

_WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page whose lines are written down; sizes in pixels."""

    lines: Sequence[DetectedLine]
    width: int
    height: int

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        return Box.of_pixels(x0, y0, x1, y1, self.width, self.height)


def clean(text: str) -> str:
    """One line of text: no breaks or tabs, for those part lines and cells."""
    return _WHITE.sub(" ", storable(text)).strip()


def block(sheet: Sheet, rows: Sequence[Row], kind: Kind, level: int = 0) -> Block:
    text, lines, words = "", [], []
    for row in rows:
        if text:
            text += "\n"
        start = len(text)
        text, more = append(sheet, text, row.pieces)
        words += more
        lines.append(_line(sheet, row, start, len(text)))
    return Block(kind, Box.around(line.box for line in lines), text, tuple(lines), tuple(words), level)


def append(sheet: Sheet, text: str, pieces: Sequence[Piece]) -> tuple[str, list[Word]]:
    """`text` with the pieces written behind it, separated by spaces, and the words they bring."""
    words: list[Word] = []
    for n, piece in enumerate(pieces):
        if n and not initial(pieces[n - 1], piece):
            text += " "
        words += _words(sheet, sheet.lines[piece.index], len(text))
        text += clean(piece.text)
    return text, words


def _line(sheet: Sheet, row: Row, start: int, end: int) -> Line:
    quads = [sheet.lines[piece.index].quad for piece in row.pieces]
    box = Box.around(outline(sheet, quad) for quad in quads)
    if len(quads) > 1 or len({y for _x, y in quads[0]}) <= 2:
        return Line(start, end, box)
    unit = tuple((min(max(x / sheet.width, 0.0), 1.0), min(max(y / sheet.height, 0.0), 1.0)) for x, y in quads[0])
    return Line(start, end, box, unit)


def outline(sheet: Sheet, quad: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _y in quad], [y for _x, y in quad]
    return sheet.box(min(xs), min(ys), max(xs), max(ys))


def _words(sheet: Sheet, line: DetectedLine, at: int) -> list[Word]:
    """The line's words with their offsets; shared out by length where the engine gave none."""
    text, whole = clean(line.text), outline(sheet, line.quad)
    found, cursor = [], 0
    for word in line.words:
        said = clean(word.text)
        start = text.find(said, cursor) if said else -1
        if start < 0:
            continue
        cursor = start + len(said)
        inside = _within(sheet.box(word.x0, word.y0, word.x1, word.y1), whole)
        geometry = Geometry.DETECTED if inside else Geometry.INTERPOLATED
        box = inside or _share(whole, text, start, cursor)
        found.append(Word(at + start, at + cursor, box, word.confidence, geometry))
    if found:
        return found
    shares = ((m.start(), m.end()) for m in re.finditer(r"\S+", text))
    return [
        Word(at + s, at + e, _share(whole, text, s, e), line.confidence, Geometry.INTERPOLATED) for s, e in shares
    ]


def _within(box: Box, whole: Box) -> Box | None:
    x0, y0, x1, y1 = max(box.x0, whole.x0), max(box.y0, whole.y0), min(box.x1, whole.x1), min(box.y1, whole.y1)
    return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _share(whole: Box, text: str, start: int, end: int) -> Box:
    """The part of the line that falls to a span if all its characters were of one width."""
    x0, x1 = (min(whole.x0 + whole.width * n / len(text), whole.x1) for n in (start, end))
    return Box(x0, whole.y0, x1, whole.y1) if x0 < x1 else whole

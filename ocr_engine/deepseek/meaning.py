"""From what was said to blocks: kinds by their names, headings by their marks, places in the unit square."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.blocks import Block, Kind, storable
from archive.geometry import Box
from ocr_engine.deepseek.grammar import EDGE, Piece
from ocr_engine.deepseek.tables import cells_of, is_table, markup_of
from ocr_engine.deepseek.unmarked import parted
from ocr_engine.deepseek.writing import Traced, joined, plain

#: An open set: what is not here is text. Spelled without what models vary: case, blanks, underscores.
_KINDS = {
    "title": Kind.TITLE,
    "doctitle": Kind.TITLE,
    "subtitle": Kind.HEADING,
    "sectiontitle": Kind.HEADING,
    "paragraphtitle": Kind.HEADING,
    "list": Kind.LIST,
    "listitem": Kind.LIST,
    "reference": Kind.LIST,
    "references": Kind.LIST,
    "table": Kind.TABLE,
    "image": Kind.FIGURE,
    "figure": Kind.FIGURE,
    "chart": Kind.FIGURE,
    "seal": Kind.FIGURE,
    "imagecaption": Kind.CAPTION,
    "figurecaption": Kind.CAPTION,
    "figuretitle": Kind.CAPTION,
    "tablecaption": Kind.CAPTION,
    "tabletitle": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "header": Kind.HEADER,
    "pageheader": Kind.HEADER,
    "footer": Kind.FOOTER,
    "pagefooter": Kind.FOOTER,
    "footnote": Kind.FOOTER,
    "pagefootnote": Kind.FOOTER,
    "tablefootnote": Kind.FOOTER,
    "pagenumber": Kind.PAGE_NUMBER,
    "number": Kind.PAGE_NUMBER,
    "asidetext": Kind.MARGINAL,
    "marginal": Kind.MARGINAL,
    "equation": Kind.FORMULA,
    "formula": Kind.FORMULA,
    "displayformula": Kind.FORMULA,
    "handwriting": Kind.HANDWRITING,
}
_HEADING = re.compile(r"\s*(#{1,6})\s+")
_FENCE = re.compile(r"\s*(?:\$\$|\\\[|\\\(|```\w{0,20})?\s*")


@dataclass(frozen=True, slots=True)
class Told:
    block: Block
    at: tuple[int, ...]  # for each character of its text, where it was said; -1 for what nobody said
    placed: bool  # its box was said, and not guessed from its turn


def told(pieces: Sequence[Piece], *, lines: bool = False) -> list[Told]:
    """`lines`: the names are the texts of lines, as the task of that name gives them."""
    pieces = [part for piece in pieces for part in parted(piece)]
    whole = sum(len(piece.text) + len(piece.label) for piece in pieces) or 1
    found, place = [], 0
    for piece in pieces:
        size = len(piece.text) + len(piece.label)
        box, placed = _box(piece, place / whole, (place + size) / whole)
        place += size
        said = Traced.of(piece.text, piece.text_at)
        if lines and piece.label:
            said = joined(
                [part for part in (Traced.of(piece.label, piece.label_at), said) if part.text.strip()], " "
            )
            found.append(_told(Kind.TEXT, said, box, placed))
        else:
            found.append(_told(_kind(piece), said, box, placed))
    return [each for each in found if each.block.text or each.block.kind == Kind.FIGURE]


def _kind(piece: Piece) -> Kind:
    name = re.sub(r"[\W_]", "", piece.label[:60]).lower()
    kind = _KINDS.get(name, Kind.TEXT)
    if is_table(piece.text):
        return Kind.TABLE
    if kind == Kind.TABLE:
        return Kind.TEXT  # without cells it is but text
    return Kind.HEADING if kind == Kind.TEXT and _HEADING.match(piece.text) else kind


def _told(kind: Kind, said: Traced, box: Box, placed: bool) -> Told:
    level, markup = 0, ""
    if kind == Kind.TABLE:
        markup, said = markup_of(said.text), cells_of(said)
    elif kind == Kind.FORMULA:
        said = _unfenced(said)
        markup = said.text
    else:
        if mark := _HEADING.match(said.text):
            level, said = len(mark[1]), said.part(mark.end(), len(said.text))
        said = _tidy(plain(said))
    if kind == Kind.TITLE:
        level = 0
    elif kind == Kind.HEADING:
        level = max(1, level - 1)  # one mark is the title's
    elif level:
        level = 0
    return Told(Block(kind, box, said.text, level=level, markup=storable(markup)), said.at, placed)


def _unfenced(said: Traced) -> Traced:
    said = said.stripped()
    start = _FENCE.match(said.text)
    end = re.search(r"\s*(?:\$\$|\\\]|\\\)|```)?\s*\Z", said.text)
    first = start.end() if start else 0
    return said.part(first, max(first, end.start() if end else len(said.text)))


def _tidy(said: Traced) -> Traced:
    """Lines without blanks around them, and none that is empty."""
    return joined([line for line in (each.stripped() for each in said.lines()) if line.text], "\n")


def _box(piece: Piece, start: float, end: float) -> tuple[Box, bool]:
    """Around all its boxes; where none was said, the strip of the page that its turn gives it."""
    boxes = [Box(*(value / EDGE for value in box)) for box in piece.boxes]
    if boxes:
        return Box.around(boxes), True
    top = min(max(start, 0.0), 0.999)
    return Box(0.0, top, 1.0, min(1.0, max(end, top + 0.001))), False

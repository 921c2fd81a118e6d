"""Text that came without any mark, as markdown has it: paragraphs, headings, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ocr_engine.deepseek.grammar import Piece

#: What some models wrap their whole answer into.
_FENCE = re.compile(r"\A\s*```[a-zA-Z]{0,12}[ \t]*\n(?P<inside>.*?)(?:\n[ \t]*```\s*)?\Z", re.S)
_TABLE = re.compile(r"<table\b.{0,400000}?(?:</table>|\Z)", re.S | re.I)
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+\S[^\n]*$", re.M)
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+\S")


def parted(piece: Piece) -> list[Piece]:
    """The piece in its paragraphs, each where it was said; one that has a name or a place stays whole."""
    if piece.label or piece.boxes:
        return [piece]
    fence = _FENCE.match(piece.text)
    start, end = fence.span("inside") if fence else (0, len(piece.text))
    found = [
        Piece(label, piece.text_at + first, (), piece.text[first:last], piece.text_at + first)
        for first, last, label in _parts(piece.text, start, end)
        if piece.text[first:last].strip()
    ]
    return found or [piece]


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    place = start
    for table in _TABLE.finditer(text, start, end):
        yield from _paragraphs(text, place, table.start())
        yield table.start(), table.end(), ""
        place = table.end()
    yield from _paragraphs(text, place, end)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    place = start
    for blank in _BLANK.finditer(text, start, end):
        yield from _headings(text, place, blank.start())
        place = blank.end()
    yield from _headings(text, place, end)


def _headings(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """A heading is a block of its own, also where no blank line follows it."""
    place = start
    for heading in _HEADING.finditer(text, start, end):
        yield place, heading.start(), _label(text[place : heading.start()])
        yield heading.start(), heading.end(), ""
        place = heading.end()
    yield place, end, _label(text[place:end])


def _label(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    return "list" if len(lines) > 1 and all(_ITEM.match(line) for line in lines) else ""

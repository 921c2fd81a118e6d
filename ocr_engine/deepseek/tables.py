"""Tables as the models write them, in HTML: cells as text, and the markup without anything that could act."""

from __future__ import annotations

import re

import nh3

from ocr_engine.deepseek.writing import Traced, joined, plain

_TAGS = {"table", "thead", "tbody", "tr", "td", "th"}
_SPANS = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_ROW = re.compile(r"</?tr\b[^<>]{0,200}>", re.I)
_CELL = re.compile(r"<(?P<close>/?)t[dh]\b[^<>]{0,200}>", re.I)
_ANY = re.compile(r"</?(?:table|thead|tbody|caption)\b[^<>]{0,200}>", re.I)
_MOST_MARKUP = 400_000  # characters


def is_table(text: str) -> bool:
    return "<table" in text[:2000].lower() or "<tr" in text[:2000].lower()


def markup_of(text: str) -> str:
    """The table alone, with spans of cells and nothing else; "" where it is too large to be one."""
    if len(text) > _MOST_MARKUP:
        return ""
    return nh3.clean(text, tags=_TAGS, attributes=_SPANS, clean_content_tags={"script", "style"}).strip()


def cells_of(said: Traced) -> Traced:
    """Rows as lines, cells between tabs."""
    rows: list[Traced] = []
    place = 0
    for row in [*_ROW.finditer(said.text), None]:
        end = row.start() if row else len(said.text)
        cells = _cells(said.part(place, end))
        if any(cell.text for cell in cells):
            rows.append(joined(cells, "\t"))
        place = row.end() if row else end
    return joined(rows, "\n")


def _cells(row: Traced) -> list[Traced]:
    cells: list[Traced] = []
    place = 0
    for mark in [*_CELL.finditer(row.text), None]:
        end = mark.start() if mark else len(row.text)
        inner = _flat(plain(_without(row.part(place, end))))
        # What stands between two cells is nobody's, unless somebody said something there.
        if (mark and mark["close"]) or inner.text:
            cells.append(inner)
        place = mark.end() if mark else end
    return cells


def _without(said: Traced) -> Traced:
    parts, place = [], 0
    for tag in _ANY.finditer(said.text):
        parts.append(said.part(place, tag.start()))
        place = tag.end()
    return joined([*parts, said.part(place, len(said.text))], "")


def _flat(said: Traced) -> Traced:
    """A cell is one line without tabs."""
    kept = [(letter if not letter.isspace() else " ", at) for letter, at in zip(said.text, said.at, strict=True)]
    return Traced("".join(letter for letter, _at in kept), tuple(at for _letter, at in kept)).stripped()

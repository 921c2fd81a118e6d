"""A table to a block: cells parted by tabs, rows by line breaks, and a clean HTML table beside."""

from __future__ import annotations

import re
from html import escape

from archive.blocks import Block, Kind, Line, Word
from archive.geometry import Box
from ocr_engine.layout.grid import Cell
from ocr_engine.layout.tables import Table
from ocr_engine.layout.writing import Sheet, append, outline

_DIGITS = re.compile(r"\d")


def table_block(sheet: Sheet, table: Table) -> Block:
    """The markup is made here from escaped text alone, so nothing in it needs to be cleaned."""
    text = ""
    lines: list[Line] = []
    words: list[Word] = []
    markup = ""
    heads = _heads(table)
    for number, row in enumerate(table.rows):
        text += "\n" if number else ""
        start, html = len(text), ""
        at = {cell.column: cell for cell in row}
        covered = {column for cell in row for column in range(cell.column + 1, cell.column + cell.span)}
        for column in range(table.columns):
            text += "\t" if column else ""
            if column in at:
                before = len(text)
                text, more = append(sheet, text, at[column].pieces)
                words += more
                html += _cell(text[before:], at[column].span, "th" if number < heads else "td")
            elif column not in covered:
                html += "<td></td>"
        markup += f"<tr>{html}</tr>"
        boxes = [outline(sheet, sheet.lines[p.index].quad) for cell in row for p in cell.pieces]
        lines.append(Line(start, len(text), Box.around(boxes)))
    place = Box.around(line.box for line in lines)
    return Block(Kind.TABLE, place, text, tuple(lines), tuple(words), markup=f"<table>{markup}</table>")


def _cell(text: str, span: int, tag: str) -> str:
    wide = f' colspan="{span}"' if span > 1 else ""
    return f"<{tag}{wide}>{escape(text)}</{tag}>"


def _heads(table: Table) -> int:
    """Rows at the top without figures, where figures follow: at most three."""
    figured = [number for number, row in enumerate(table.rows) if _figured(row)]
    return figured[0] if figured and figured[0] <= 3 else 0


def _figured(row: tuple[Cell, ...]) -> bool:
    body = [cell for cell in row if cell.column > 0]
    having = sum(bool(_DIGITS.search("".join(p.text for p in cell.pieces))) for cell in body)
    return bool(body) and having >= 0.5 * len(body)

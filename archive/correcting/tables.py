"""A table's markup from its text: rows on lines, cells between tabs."""

from __future__ import annotations

import re

from django.utils.html import escape

_ROW = re.compile(r"<tr>(?:(?!</tr>).)*</tr>", re.DOTALL)


def markup_of(text: str, before: str = "") -> str:
    """Made of escaped text alone, so nothing in it needs to be cleaned. As many rows are headings as were in the
    markup before."""
    heads = 0
    for row in _ROW.findall(before):
        if "<th" not in row:
            break
        heads += 1
    rows = []
    for number, row in enumerate(text.split("\n")):
        tag = "th" if number < heads else "td"
        rows.append("".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row.split("\t")))
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

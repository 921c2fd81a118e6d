"""A ruled ledger of 1767: who paid the flour tax."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import Align, DrawnPage, Face, Sheet
from archive.demo.wear import aged

_HEAD = ("No.", "Householder", "Street", "Pecks", "s.", "d.", "Remarks")
_ROWS = (
    ("1", "Abel Thorne", "Tollgate Street", "14", "1", "2", "paid"),
    ("2", "Widow Oake", "Tollgate Street", "6", "0", "6", "paid in eggs"),
    ("3", "Jonas Pell", "Ferry Stairs", "11", "0", "11", "paid"),
    ("4", "Hans Brandt", "Corn Market", "48", "4", "0", "baker"),
    ("5", "Silas Crane", "Gull Lane", "9", "0", "9", "at sea"),
    ("6", "Mercy Dunn", "Gull Lane", "7", "0", "7", "refused"),
    ("7", "The Almshouse", "Church Row", "30", "0", "0", "exempt"),
    ("8", "Peter Voss", "Corn Market", "22", "1", "10", "paid"),
    ("9", "Tobias Quill", "Ferry Stairs", "8", "0", "8", "paid late"),
    ("10", "Anne Marlow", "Church Row", "12", "1", "0", "refused"),
    ("11", "Lucas Reed", "Mill Bank", "64", "5", "4", "miller"),
    ("12", "Ruth Sallow", "Tollgate Street", "5", "0", "5", "refused"),
    ("13", "John Pike", "Ropewalk", "10", "0", "10", "paid"),
    ("14", "Esther Hale", "Ropewalk", "13", "1", "1", "refused"),
)
_COLUMNS = (130, 225, 590, 940, 1090, 1190, 1290, 1570)
_ALIGN: tuple[Align, ...] = ("right", "left", "left", "right", "right", "right", "left")
#: The old face's figure one looks like a capital I, which nobody would want in accounts.
_FIGURES = Face("roman", 42)
_RED = (150, 66, 52)


def draw() -> DrawnPage:
    sheet = Sheet(1700, 1900, ink=(52, 40, 30), seed=1767)
    sheet.line("Flour Tax at Havermouth", Face("oldface", 76), 130, 190, 1440, align="centre", kind=Kind.TITLE)
    sheet.line(
        "collected in the quarter ending at Lady Day 1767, one penny upon the peck",
        Face("oldface-italic", 42),
        130,
        265,
        1440,
        align="centre",
        kind=Kind.HEADING,
    )
    top, pitch = 330, 88
    for number, cells in enumerate((_HEAD, *_ROWS)):
        face = Face("oldface-italic", 40) if number == 0 else Face("oldface", 42)
        placed = [
            (text, _FIGURES if text.isdigit() else face, left + 16, right - left - 32, align)
            for text, left, right, align in zip(cells, _COLUMNS[:-1], _COLUMNS[1:], _ALIGN, strict=True)
        ]
        sheet.row(placed, top + pitch * number + 60, same_block=number > 0)
    bottom = top + pitch * (len(_ROWS) + 1)
    for number in range(len(_ROWS) + 2):
        sheet.rule(130, top + pitch * number, 1570, top + pitch * number, 4 if number < 2 else 2, _RED)
    for x in _COLUMNS:
        sheet.rule(x, top, x, bottom, 3, _RED)
    sheet.line(
        "Four have refused. I went home by the back way. The Collector.",
        Face("oldface-italic", 40),
        130,
        bottom + 90,
        1440,
        align="right",
    )
    return aged(sheet.page(), 1767, paper=(238, 227, 202), gutter=-0.22, stains=22, browned=0.18)

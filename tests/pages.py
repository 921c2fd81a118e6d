"""Small drawn pages with true boxes, for tests of any room; the documents of archive.demo are the rich ones."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import DrawnPage, Face, Sheet

BODY = Face("oldface", 44)
#: Enough plain words to fill columns with; every word is frequent in no other language.
PROSE = (
    "the ferry left the quay before the storm and the bell was heard across the water until the morning came "
    "when all the boats were counted and the miller opened his door to find the meadow gone "
)


def page_with(*lines: str, face: Face = BODY, width: int = 1200, height: int = 0) -> DrawnPage:
    """The given lines, one below the other, as one block."""
    pitch = round(face.size * 1.5)
    sheet = Sheet(width, height or 200 + pitch * max(1, len(lines)))
    for number, line in enumerate(lines):
        sheet.line(line, face, 100, 120 + pitch * number, same_block=number > 0)
    return sheet.page()


def blank_page(width: int = 1000, height: int = 1400) -> DrawnPage:
    return Sheet(width, height).page()


def two_columns(heading: str = "News of the Harbour") -> DrawnPage:
    """A heading across, then a left and a right column: reading order is heading, left, right."""
    sheet = Sheet(1500, 1300)
    sheet.line(heading, Face("oldface", 80), 100, 160, 1300, align="centre", kind=Kind.TITLE)
    for left, first in ((100, "Left "), (780, "Right ")):
        sheet.paragraph(first + PROSE * 2, Face("oldface", 40), left, 280, 620)
    return sheet.page()


def table(*rows: tuple[str, ...], ruled: bool = True) -> DrawnPage:
    """Rows of cells of equal width."""
    pitch, wide = 80, 320
    sheet = Sheet(200 + wide * len(rows[0]), 200 + pitch * len(rows))
    right, bottom = 100 + wide * len(rows[0]), 100 + pitch * len(rows)
    for number, cells in enumerate(rows):
        placed = [(text, BODY, 120 + wide * at, wide - 40, "left") for at, text in enumerate(cells)]
        sheet.row(placed, 155 + pitch * number, same_block=number > 0)
    if ruled:
        for number in range(len(rows) + 1):
            sheet.rule(100, 100 + pitch * number, right, 100 + pitch * number, 3)
        for at in range(len(rows[0]) + 1):
            sheet.rule(100 + wide * at, 100, 100 + wide * at, bottom, 3)
    return sheet.page()


def newspaper(columns: int = 4, width: int = 4000, height: int = 6000) -> DrawnPage:
    """A dense page of 24 megapixels, to be read in tiles. Costs some seconds."""
    sheet = Sheet(width, height)
    sheet.line(
        "The Havermouth Mercury", Face("oldface", 260), 150, 400, width - 300, align="centre", kind=Kind.TITLE
    )
    column = (width - 300 - 80 * (columns - 1)) / columns
    for number in range(columns):
        left, baseline = 150 + number * (column + 80), 620.0
        while baseline < height - 700:
            baseline = sheet.paragraph(PROSE * 3, Face("oldface", 42), left, baseline, column, indent=40) + 40
    return sheet.page()

"""A pamphlet of 1784 in letterpress: the great storm."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import DrawnPage, Face, Sheet
from archive.demo.texts import paragraphs
from archive.demo.wear import aged


def draw() -> DrawnPage:
    sheet = Sheet(1500, 2200, seed=1784)
    sheet.line("A TRUE RELATION", Face("oldface", 86, tracking=6), 150, 250, 1200, align="centre", kind=Kind.TITLE)
    sheet.line(
        "of the", Face("oldface-italic", 44), 150, 325, 1200, align="centre", kind=Kind.TITLE, same_block=True
    )
    sheet.line(
        "GREAT STORM AT HAVERMOUTH",
        Face("oldface", 60, tracking=3),
        150,
        405,
        1200,
        align="centre",
        kind=Kind.TITLE,
        same_block=True,
    )
    sheet.rule(480, 455, 1020, 455, 5)
    sheet.rule(480, 465, 1020, 465, 2)
    body, baseline = Face("oldface", 47), 570.0
    for number, text in enumerate(paragraphs("relation")):
        baseline = sheet.paragraph(text, body, 170, baseline, 1160, leading=1.36, indent=52 if number else 0)
        baseline += 14
    sheet.rule(620, 2010, 880, 2010, 2)
    sheet.line(
        "Printed at the Sign of the Anchor, 1784.",
        Face("oldface-italic", 38),
        150,
        2070,
        1200,
        align="centre",
        kind=Kind.FOOTER,
    )
    page = sheet.page()
    return aged(page, 1784, paper=(241, 230, 205), gutter=0.28, through=page.image)

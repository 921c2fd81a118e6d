"""A French notice to mariners, 1852, that was laid on the scanner on its side."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import DrawnPage, Face, Sheet
from archive.demo.texts import paragraphs
from archive.demo.wear import aged, turned


def draw() -> DrawnPage:
    sheet = Sheet(1950, 1450, seed=1852, language="fr")
    sheet.line(
        "AVIS AUX NAVIGATEURS", Face("roman", 92, tracking=8), 150, 230, 1650, align="centre", kind=Kind.TITLE
    )
    sheet.line(
        "Port de Havermouth, feu de la Pointe aux Mouettes",
        Face("italic", 54),
        150,
        325,
        1650,
        align="centre",
        kind=Kind.HEADING,
    )
    sheet.rule(700, 375, 1250, 375, 3)
    baseline = 490.0
    for text in paragraphs("notice"):
        baseline = sheet.paragraph(text, Face("roman", 50), 190, baseline, 1570, leading=1.35, indent=60) + 18
    sheet.line("Havermouth, le 3 décembre 1852.", Face("italic", 48), 190, 1300, 1570, align="right")
    return turned(aged(sheet.page(), 1852, paper=(240, 233, 214), stains=10), 90)

"""A Latin leaf on the great bell, 1668, which lay askew on the scanner."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import DrawnPage, Face, Sheet
from archive.demo.texts import paragraphs
from archive.demo.wear import aged, skewed


def draw() -> DrawnPage:
    sheet = Sheet(1500, 2000, seed=1668, language="la")
    sheet.line(
        "DE CAMPANA MAIORE", Face("oldface", 76, tracking=7), 170, 290, 1160, align="centre", kind=Kind.TITLE
    )
    sheet.line("Caput tertium", Face("oldface-italic", 50), 170, 375, 1160, align="centre", kind=Kind.HEADING)
    baseline = 500.0
    for number, text in enumerate(paragraphs("bell")):
        baseline = sheet.paragraph(
            text, Face("oldface", 56), 190, baseline, 1120, leading=1.38, indent=56 if number else 0
        )
        baseline += 14
    sheet.rule(650, baseline + 30, 850, baseline + 30, 2)
    return aged(skewed(sheet.page(), 2.4), 1668, paper=(239, 228, 200), stains=18, gutter=0.2)

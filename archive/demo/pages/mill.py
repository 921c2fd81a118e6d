"""A German decree of 1791 in Fraktur with long s: mill and dyke after the flood."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import DrawnPage, Face, Sheet
from archive.demo.texts import paragraphs
from archive.demo.wear import aged


def draw() -> DrawnPage:
    sheet = Sheet(1500, 2150, ink=(30, 27, 25), seed=1791, language="de")
    sheet.line("Ordnung", Face("fraktur", 120), 150, 280, 1200, align="centre", kind=Kind.TITLE)
    sheet.line(
        "für die Mühle, den Deich und die Fähre",
        Face("fraktur", 60),
        150,
        375,
        1200,
        align="centre",
        kind=Kind.TITLE,
        same_block=True,
    )
    sheet.rule(350, 430, 1150, 430, 3)
    baseline = 530.0
    for number, text in enumerate(paragraphs("mill")):
        baseline = sheet.paragraph(
            text, Face("fraktur", 52), 170, baseline, 1160, leading=1.3, indent=60 if number else 0
        )
        baseline += 16
    sheet.line(
        "Gegeben am dritten März 1791.", Face("fraktur", 48), 170, min(baseline + 60, 2060), 1160, align="right"
    )
    page = sheet.page()
    return aged(page, 1791, paper=(237, 224, 196), grain=3.0, stains=20, browned=0.2, through=page.image)

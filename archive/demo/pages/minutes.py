"""Minutes of the Harbour Board, typewritten in 1931: the new ferry."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import DrawnPage, Face, Sheet
from archive.demo.texts import paragraphs
from archive.demo.wear import aged


def draw() -> DrawnPage:
    sheet = Sheet(1500, 2120, ink=(44, 42, 52), seed=1931)
    face = Face("typewriter", 37, jitter=0.7)
    wide = Face("typewriter", 40, tracking=9, jitter=0.7)
    sheet.line("HAVERMOUTH HARBOUR BOARD", wide, 170, 230, 1160, align="centre", kind=Kind.TITLE)
    sheet.line(
        "Minutes of the meeting held on 20th May 1931", face, 170, 310, 1160, align="centre", kind=Kind.HEADING
    )
    sheet.rule(500, 345, 1000, 345, 3)
    baseline = 430.0
    for item in paragraphs("minutes"):
        baseline = sheet.paragraph(item, face, 190, baseline, 1130, leading=1.6, align="left") + 30
    sheet.line("Chairman ............................", face, 190, 2000, 1130, align="right")
    return aged(sheet.page(), 1931, paper=(246, 240, 224), grain=3.0, stains=5, browned=0.1)

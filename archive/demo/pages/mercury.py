"""A page of the town's newspaper, 1847: running head, a heading across, two columns, an advertisement."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import DrawnPage, Face, Sheet
from archive.demo.texts import articles
from archive.demo.wear import aged


def draw() -> DrawnPage:
    sheet = Sheet(1640, 2250, seed=1847)
    head = Face("roman", 34, tracking=4)
    sheet.line("October 9, 1847.", Face("italic", 34), 130, 130, kind=Kind.HEADER)
    sheet.line("THE HAVERMOUTH MERCURY", head, 130, 130, 1380, align="centre", kind=Kind.HEADER)
    sheet.line("3", Face("roman", 38), 130, 130, 1380, align="right", kind=Kind.PAGE_NUMBER)
    sheet.rule(130, 156, 1510, 156, 4)
    sheet.rule(130, 165, 1510, 165, 1)
    sheet.line("A New Light upon Gull Point", Face("oldface", 92), 130, 290, 1380, align="centre", kind=Kind.TITLE)
    sheet.line(
        "and other intelligence of the week, from the harbour and the town",
        Face("oldface-italic", 44),
        130,
        362,
        1380,
        align="centre",
        kind=Kind.HEADING,
    )
    sheet.rule(130, 400, 1510, 400, 2)
    news = articles("mercury")
    for left, column in ((130, news[:3]), (850, news[3:])):
        baseline = 475.0
        for heading, text in column:
            sheet.line(
                heading, Face("roman", 38, tracking=3), left, baseline, 660, align="centre", kind=Kind.HEADING
            )
            baseline = sheet.paragraph(text, Face("roman", 41), left, baseline + 58, 660, leading=1.25, indent=40)
            sheet.rule(left + 250, baseline - 12, left + 410, baseline - 12, 2)
            baseline += 56
    sheet.rule(820, 430, 820, 2160, 2)
    page = sheet.page()
    return aged(page, 1847, paper=(236, 226, 203), grain=4.0, stains=9, browned=0.2, through=page.image)

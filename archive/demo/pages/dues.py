"""The ferry book of 1788 on microfilm, in grey: the dues, a blank leaf, and the accounts."""

from __future__ import annotations

from dataclasses import replace

from archive.blocks import Kind
from archive.demo.drawing import DrawnPage, Face, Sheet
from archive.demo.texts import paragraphs
from archive.demo.wear import aged, speckled


def draw() -> tuple[DrawnPage, ...]:
    return dues(), blank(), accounts()


def dues() -> DrawnPage:
    return _leaf(
        "Dues of the Ferry", "as fixed by the Parish, and to be read out at the stairs every Easter", "dues", 1
    )


def accounts() -> DrawnPage:
    return _leaf("Accounts of the Ferry", "for the repairs after the storm", "accounts", 3)


def blank() -> DrawnPage:
    """Nothing but paper: the reader must say so."""
    return _filmed(Sheet(1300, 1800).page(), 2)


def _leaf(title: str, below: str, text: str, seed: int) -> DrawnPage:
    sheet = Sheet(1300, 1800, ink=(40, 40, 40), seed=seed)
    sheet.line(title, Face("oldface", 76), 130, 220, 1040, align="centre", kind=Kind.TITLE)
    sheet.line(below, Face("oldface-italic", 38), 130, 290, 1040, align="centre", kind=Kind.HEADING)
    sheet.rule(450, 335, 850, 335, 3)
    baseline = 430.0
    for paragraph in paragraphs(text):
        baseline = sheet.paragraph(paragraph, Face("oldface", 45), 150, baseline, 1000, leading=1.36) + 26
    sheet.line(str(seed), Face("oldface", 38), 130, 1700, 1040, align="centre", kind=Kind.PAGE_NUMBER)
    return _filmed(sheet.page(), seed)


def _filmed(page: DrawnPage, seed: int) -> DrawnPage:
    worn = aged(speckled(page, seed, specks=110), seed, paper=(226, 226, 226), stains=4, browned=0.3, blur=0.7)
    return replace(worn, image=worn.image.convert("L"))

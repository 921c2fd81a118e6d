"""A letter of 1612 in a secretary hand: a page that no engine for print can read, and must not pretend to."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import DrawnPage, Face, Sheet
from archive.demo.texts import paragraphs
from archive.demo.wear import aged


def draw() -> DrawnPage:
    sheet = Sheet(1800, 1900, ink=(112, 86, 60), seed=1612)
    hand = Face("hand", 54, jitter=1.4)
    for number, text in enumerate(paragraphs("letter")[0].splitlines()):
        tilt = (0, 3, -2, 4, 1, -3, 2, 0, 3, -2, 1)[number % 11]
        sheet.line(
            text, hand, 190 + 2 * tilt, 200 + 84 * number + tilt, kind=Kind.HANDWRITING, same_block=number > 0
        )
    sheet.line(
        "From Hauermouth, the xj of Ianuarie 1612", hand, 150, 1670, 1460, align="right", kind=Kind.HANDWRITING
    )
    sheet.line(
        "Your louing brother, N. W.", hand, 150, 1765, 1460, align="right", kind=Kind.HANDWRITING, same_block=True
    )
    return aged(
        sheet.page(), 1612, paper=(228, 211, 176), grain=3.0, stains=34, browned=0.3, blur=1.6, through=sheet.image
    )

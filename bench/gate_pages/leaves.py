"""Leaves with running text as they left the press: each function draws one page, not yet worn."""

from __future__ import annotations

from random import Random

from archive.blocks import Kind
from archive.demo.drawing import Sheet, broken
from archive.demo.drawn import DrawnPage
from archive.demo.faces import Face
from bench.gate_pages.styles import Style


def prose(made: Style, dice: Random, *, filled: float = 1.0) -> DrawnPage:
    """One column of paragraphs; `filled` is how far down the page the text reaches."""
    sheet, writer = made.sheet(dice.randrange(10_000)), made.writer(dice)
    top = _head(sheet, made, dice)
    if dice.random() < 0.4:
        sheet.line(
            made.spelt(writer.say("heading")),
            made.of_size(1.25),
            made.margin,
            top + made.pitch,
            made.measure,
            align="centre",
            kind=Kind.HEADING,
        )
        top += 2.2 * made.pitch
    end = top + (made.height * 0.93 - top) * filled
    _column(sheet, made, dice, made.margin, top + made.pitch, made.measure, end)
    return sheet.page()


def columns(made: Style, dice: Random, count: int) -> DrawnPage:
    """Two or more columns, some with headings, as in newspapers and dictionaries."""
    sheet, writer = made.sheet(dice.randrange(10_000)), made.writer(dice)
    top = _head(sheet, made, dice)
    if dice.random() < 0.5:
        title = made.spelt(writer.say("heading"))
        sheet.line(
            title,
            made.of_size(1.7),
            made.margin,
            top + 1.6 * made.pitch,
            made.measure,
            align="centre",
            kind=Kind.TITLE,
        )
        top += 2.4 * made.pitch
    gap = round(made.size * 1.3)
    wide = (made.measure - gap * (count - 1)) / count
    for number in range(count):
        left = made.margin + number * (wide + gap)
        _column(sheet, made, dice, left, top + made.pitch, wide, made.height * 0.93, headings=True)
        if number and dice.random() < 0.6:
            sheet.rule(round(left - gap / 2), round(top), round(left - gap / 2), round(made.height * 0.93), 2)
    return sheet.page()


def several(made: Style, others: list[Style], dice: Random) -> DrawnPage:
    """Paragraphs in turn in the languages of the styles, one below the other."""
    sheet = made.sheet(dice.randrange(10_000))
    y, turn = made.height * 0.1, 0
    while y < made.height * 0.86:
        now = (made, *others)[turn % (1 + len(others))]
        text = now.spelt(now.writer(dice).paragraph(dice.randint(2, 3)))
        face = Face(now.font, made.size)
        y = _set(sheet, text, face, made.margin, y, made.measure, made, made.height * 0.93) + made.pitch * 0.6
        turn += 1
    return sheet.page()


def _head(sheet: Sheet, made: Style, dice: Random) -> float:
    """Running head and page number, on most pages; returns where the text may begin."""
    y, way = made.height * dice.uniform(0.05, 0.08), dice.random()
    number = str(dice.randint(2, 480))
    if way < 0.5:
        head = made.spelt(made.writer(dice).say("title"))
        face = made.of_size(0.85)
        sheet.line(head, face, made.margin, y, made.measure, align="centre", kind=Kind.HEADER)
        sheet.line(number, face, made.margin, y, made.measure, align="right", kind=Kind.PAGE_NUMBER)
    elif way < 0.8:
        at = made.height * 0.97
        sheet.line(number, made.of_size(0.9), made.margin, at, made.measure, align="centre", kind=Kind.PAGE_NUMBER)
    return y + made.pitch * 0.6


def _column(
    sheet: Sheet,
    made: Style,
    dice: Random,
    left: float,
    y: float,
    wide: float,
    end: float,
    *,
    headings: bool = False,
) -> None:
    """Paragraphs from `y` down to `end`; the last one is cut where the page ends, as books do."""
    writer = made.writer(dice)
    while y < end:
        if headings and y + 4 * made.pitch < end and dice.random() < 0.35:
            said = made.spelt(writer.say("heading"))
            if made.of_size(1.05).length(said) < wide:
                sheet.line(said, made.of_size(1.05), left, y, wide, align="centre", kind=Kind.HEADING)
                y += 1.4 * made.pitch
        text = made.spelt(writer.paragraph(dice.randint(2, 6)))
        y = _set(sheet, text, made.face, left, y, wide, made, end) + made.pitch * dice.choice((0, 0.3, 0.5))


def _set(sheet: Sheet, text: str, face: Face, left: float, y: float, wide: float, made: Style, end: float) -> float:
    """As many lines of a paragraph as there is room for; returns the baseline after the last."""
    lines = broken(text, face, wide, made.indent)
    for number, line in enumerate(lines):
        if y > end:
            break
        inset = 0 if number else made.indent
        last = number == len(lines) - 1
        ragged = last or made.font == "typewriter"
        sheet.line(
            line, face, left + inset, y, wide - inset, align="left" if ragged else "justify", same_block=number > 0
        )
        y += made.pitch
    return y

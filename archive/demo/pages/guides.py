"""Two leaflets for visitors that were never paper: born-digital, in English and in Arabic."""

from __future__ import annotations

from archive.blocks import Kind
from archive.demo.drawing import Align, Face, Sheet
from archive.demo.texts import paragraphs

#: Pixels of the drawing to an inch of the PDF.
DPI = 180
_BLUE = (32, 62, 92)


def english() -> tuple[Sheet, ...]:
    pages: list[list[str]] = [[]]
    for part in paragraphs("guide"):
        before, turn, after = part.partition("---\n")
        pages[-1].append(before.strip())
        if turn:
            pages.append([after])
    return tuple(_page(parts, number, len(pages)) for number, parts in enumerate(pages, 1))


def arabic() -> tuple[Sheet, ...]:
    sheet = Sheet(1050, 1488, ink=(30, 30, 34), language="ar")
    (title, below), *rest = _grouped(paragraphs("arabic"))
    sheet.line(title, Face("naskh", 74, plain=True), 120, 200, 810, align="right", kind=Kind.TITLE, ink=_BLUE)
    sheet.line(below[0], Face("naskh", 40, plain=True), 120, 275, 810, align="right", kind=Kind.HEADING)
    sheet.rule(120, 315, 930, 315, 3, _BLUE)
    baseline = _set(sheet, below[1:], 400, Face("naskh", 38, plain=True), "right", 1.7)
    for heading, texts in rest:
        sheet.line(
            heading,
            Face("naskh", 48, plain=True),
            120,
            baseline + 30,
            810,
            align="right",
            kind=Kind.HEADING,
            ink=_BLUE,
        )
        baseline = _set(sheet, texts, baseline + 105, Face("naskh", 38, plain=True), "right", 1.7)
    return (sheet,)


def _page(parts: list[str], number: int, of: int) -> Sheet:
    sheet = Sheet(1050, 1488, ink=(30, 30, 34))
    baseline = 150.0
    for heading, texts in _grouped(parts):
        first = number == 1 and baseline == 150.0
        if first:
            sheet.paragraph(
                heading, Face("roman", 58, plain=True), 120, 190, 810, align="left", kind=Kind.TITLE, leading=1.15
            )
            sheet.line(texts[0], Face("italic", 36, plain=True), 120, 325, kind=Kind.HEADING, ink=_BLUE)
            sheet.rule(120, 360, 930, 360, 3, _BLUE)
            baseline = _set(sheet, texts[1:], 430, Face("roman", 33, plain=True), "left", 1.42)
            continue
        sheet.line(heading, Face("roman", 42, plain=True), 120, baseline + 30, kind=Kind.HEADING, ink=_BLUE)
        baseline = _set(sheet, texts, baseline + 92, Face("roman", 33, plain=True), "left", 1.42)
    sheet.line(
        f"Page {number} of {of}",
        Face("roman", 28, plain=True),
        120,
        1400,
        810,
        align="right",
        kind=Kind.PAGE_NUMBER,
    )
    return sheet


def _set(sheet: Sheet, texts: list[str], baseline: float, face: Face, align: Align, leading: float) -> float:
    for text in texts:
        baseline = sheet.paragraph(text, face, 120, baseline, 810, align=align, leading=leading) + 16
    return baseline


def _grouped(parts: list[str]) -> list[tuple[str, list[str]]]:
    """Headings, each with the paragraphs below it."""
    groups: list[tuple[str, list[str]]] = []
    for part in parts:
        if part.startswith("# "):
            groups.append((part.removeprefix("# "), []))
        else:
            groups[-1][1].append(part)
    return groups

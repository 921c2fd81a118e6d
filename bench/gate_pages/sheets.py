"""Leaves that are not running text: tables, title pages, a few words on a page, litanies, registers, forms."""

from __future__ import annotations

from random import Random

from archive.blocks import Kind
from archive.demo.drawing import Align, Sheet
from archive.demo.drawn import DrawnPage
from archive.demo.faces import Face
from bench.gate_pages.styles import Style
from bench.gate_pages.writer import Writer

#: How the width of a table is shared among its columns.
_SHARES: tuple[tuple[float, ...], ...] = (
    (0.08, 0.42, 0.11, 0.13, 0.26),
    (0.1, 0.5, 0.2, 0.2),
    (0.5, 0.25, 0.25),
)


def table(made: Style, dice: Random, *, same: bool = False) -> DrawnPage:
    """A ruled or open table of people, things and sums; `same` says the same words in each row."""
    sheet, writer = made.sheet(dice.randrange(10_000)), made.writer(dice)
    left, wide = made.margin, made.measure
    heading = made.spelt(writer.say("heading"))
    sheet.line(heading, made.of_size(1.4), left, made.height * 0.09, wide, align="centre", kind=Kind.TITLE)
    shares = dice.choice(_SHARES)
    edges = [left + wide * sum(shares[:at]) for at in range(len(shares) + 1)]
    pitch, top = made.pitch * dice.uniform(1.15, 1.6), made.height * 0.13
    count = min(int((made.height * 0.92 - top) / pitch), dice.randint(9, 32))
    remark = writer.say("remark")
    ruled, face = dice.random() < 0.65, Face(made.font, made.size)
    for number in range(count):
        cells = []
        for column, share in enumerate(shares):
            text = _cell(writer, dice, number, column, len(shares), remark if same else writer.say("remark"))
            align: Align = "right" if text.replace(".", "").isdigit() else "left"
            cells.append((made.spelt(text), face, edges[column] + 8, wide * share - 16, align))
        sheet.row(cells, top + pitch * (number + 0.72), same_block=number > 0)
    if ruled:
        _grid(sheet, edges, top, pitch, count)
    return sheet.page()


def _cell(writer: Writer, dice: Random, row: int, column: int, columns: int, remark: str) -> str:
    if columns > 3 and column == 0:
        return str(row + 1)
    if column == (1 if columns > 3 else 0):
        return f"{writer.say('first')} {writer.say('last')}"
    if columns == 5 and column == 4:
        return remark
    return str(dice.randint(1, 99)) if dice.random() < 0.7 else f"{dice.randint(1, 40)}.{dice.randint(0, 9)}"


def _grid(sheet: Sheet, edges: list[float], top: float, pitch: float, count: int) -> None:
    bottom = top + pitch * count
    for number in range(count + 1):
        y = round(top + pitch * number)
        sheet.rule(round(edges[0]), y, round(edges[-1]), y, 2)
    for x in edges:
        sheet.rule(round(x), round(top), round(x), round(bottom), 2)


def title_page(made: Style, dice: Random) -> DrawnPage:
    """Large lines in the middle, an author, a place and a year."""
    sheet, writer = made.sheet(dice.randrange(10_000)), made.writer(dice)
    y = made.height * dice.uniform(0.16, 0.25)
    text = made.spelt(writer.say("Title"))
    face = made.of_size(dice.uniform(2.0, 2.8))
    y = sheet.paragraph(text, face, made.margin, y, made.measure, leading=1.25, align="centre", kind=Kind.TITLE)
    y += made.height * 0.06
    if dice.random() < 0.7:
        name = f"{writer.say('first')} {writer.say('last')}"
        sheet.line(name, made.of_size(1.3), made.margin, y, made.measure, align="centre")
    if dice.random() < 0.5:
        sheet.rule(round(made.width * 0.4), round(y + 60), round(made.width * 0.6), round(y + 60), 3)
    place = {"en": "London", "de": "Hamburg", "fr": "Paris", "la": "Coloniae"}[made.language]
    low = made.height * 0.88
    sheet.line(place, made.of_size(1.1), made.margin, low, made.measure, align="centre")
    year = writer.say("year")
    sheet.line(year, made.of_size(1.1), made.margin, low + 1.5 * made.pitch, made.measure, align="centre")
    return sheet.page()


def sparse(made: Style, dice: Random) -> DrawnPage:
    """One to ten words on a whole page: a dedication, a half-title, a number, a note."""
    sheet, writer = made.sheet(dice.randrange(10_000)), made.writer(dice)
    words = made.spelt(writer.say(dice.choice(("heading", "title", "sentence", "empty")))).split()[
        : dice.randint(2, 10)
    ]
    face = made.of_size(dice.uniform(1.0, 1.9))
    y, align = made.height * dice.uniform(0.12, 0.7), dice.choice(("left", "centre", "right"))
    sheet.paragraph(" ".join(words), face, made.margin, y, made.measure, align=align)
    if dice.random() < 0.3:
        number = str(dice.randint(1, 300))
        sheet.line(
            number, made.of_size(0.9), made.margin, made.height * 0.06, made.measure, align="right",
            kind=Kind.PAGE_NUMBER,
        )  # fmt: skip
    return sheet.page()


def litany(made: Style, dice: Random) -> DrawnPage:
    """Calls to saints, each with the same answer."""
    sheet, writer = made.sheet(dice.randrange(10_000)), made.writer(dice)
    calls = writer.sample("litany_call", 14) * 3
    answers = writer.sample("litany_answer", 3)
    y, at = made.height * 0.1, 0
    while y < made.height * 0.9 and at < len(calls):
        answer = answers[min(at * len(answers) // 16, len(answers) - 1)]
        text = made.spelt(f"{calls[at]}, {answer}.")
        sheet.line(text, made.face, made.margin, y, made.measure, same_block=at > 0)
        y += made.pitch * 1.1
        at += 1
    return sheet.page()


def register(made: Style, dice: Random) -> DrawnPage:
    """An index or a list of names: the same few words again and again, with other names and numbers."""
    sheet, writer = made.sheet(dice.randrange(10_000)), made.writer(dice)
    names = sorted(f"{writer.say('last')}, {writer.say('first')}" for _ in range(90))
    small = 0.72 if made.font == "typewriter" else 1.0  # else a name with its pages is wider than half a page
    wide, at, face = made.measure / 2 - made.size, 0, made.of_size(small)
    for column in range(2):
        y, first = made.height * 0.1, True
        while y < made.height * 0.92 and at < len(names):
            pages = ", ".join(str(n) for n in sorted(dice.sample(range(1, 300), dice.randint(1, 2))))
            left = made.margin + column * (wide + 2 * made.size)
            sheet.line(
                made.spelt(f"{names[at]}, {pages}"), face, left, y, wide, kind=Kind.LIST, same_block=not first
            )
            y, at, first = y + made.pitch, at + 1, False
    return sheet.page()


def form(made: Style, dice: Random, said: str) -> DrawnPage:
    """A form letter: the same text for each receiver, only the name differs."""
    sheet, writer = made.sheet(dice.randrange(10_000)), made.writer(dice)
    name = f"{writer.say('first')} {writer.say('last')}"
    y = made.height * dice.uniform(0.13, 0.16)
    sheet.line(name, made.face, made.margin, y, made.measure)
    y += 2.5 * made.pitch
    for text in said.split("\n"):
        y = sheet.paragraph(made.spelt(text), made.face, made.margin, y, made.measure, leading=made.leading)
        y += made.pitch * 0.5
    sheet.line(str(dice.randint(1, 400)), made.of_size(0.9), made.margin, made.height * 0.95, made.measure,
               align="right", kind=Kind.PAGE_NUMBER)  # fmt: skip
    return sheet.page()


def blank(made: Style, dice: Random) -> DrawnPage:
    return made.sheet(dice.randrange(10_000)).page()

"""Short letters, in type or by hand."""

from __future__ import annotations

from random import Random

from archive.blocks import Kind
from archive.demo.drawing import broken
from archive.demo.drawn import DrawnPage
from archive.demo.faces import Face
from bench.gate_pages.styles import Style


def letter(made: Style, dice: Random, *, face: Face | None = None, sentences: int = 0) -> DrawnPage:
    """A short letter: date, greeting, a paragraph or two, the name below."""
    sheet, writer = made.sheet(dice.randrange(10_000)), made.writer(dice)
    face = face or made.face
    pitch, left, y = face.size * max(1.35, made.leading), made.margin, made.height * 0.12
    kind = Kind.HANDWRITING if face.font == "hand" else Kind.TEXT
    month, year = writer.say("Month"), writer.say("year")
    date = _fitting((f"{dice.randint(1, 28)} {month} {year}", year), face, made.measure)
    sheet.line(date, face, left, y, made.measure, align="right", kind=kind)
    y += 2.2 * pitch
    sheet.line(made.spelt(writer.say("salutation")), face, left, y, made.measure, kind=kind)
    y += 1.4 * pitch
    end = made.height * 0.95 - 2.5 * pitch
    for _ in range(dice.randint(1, 2)):
        said = [made.spelt(writer.sentence()) for _ in range(sentences or dice.randint(2, 4))]
        while len(said) > 1 and y + len(broken(" ".join(said), face, made.measure)) * pitch > end:
            said.pop()
        text = " ".join(said)
        if y + len(broken(text, face, made.measure)) * pitch > end and y > made.height * 0.4:
            break
        y = sheet.paragraph(text, face, left, y, made.measure, leading=pitch / face.size, align="left", kind=kind)
        y += 0.4 * pitch
    closing = _fitting((made.spelt(writer.say("closing")), "N. N."), face, made.measure)
    sheet.line(closing, face, left, y + pitch, made.measure, align="right", kind=kind)
    first, last = writer.say("first"), writer.say("last")
    name = _fitting((f"{first} {last}", last), face, made.measure)
    sheet.line(name, face, left, y + 2.1 * pitch, made.measure, align="right", kind=kind, same_block=True)
    return sheet.page()


def _fitting(texts: tuple[str, ...], face: Face, room: float) -> str:
    """The first of the texts that fits on a line, or the last."""
    return next((text for text in texts if len(broken(text, face, room)) == 1), texts[-1])

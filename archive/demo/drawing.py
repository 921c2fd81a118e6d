"""Setting text on paper, word by word, so that the place of every word is known to the pixel.

A page comes out the same for the same calls and seed. Costs about a millisecond a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

from archive.blocks import Kind
from archive.demo.drawn import DrawnLine, DrawnPage, DrawnWord
from archive.demo.faces import Face
from archive.demo.hulls import hull
from archive.demo.joining import is_rtl

__all__ = ["DrawnLine", "DrawnPage", "DrawnWord", "Face", "Sheet"]

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A word as it was set, for writing the same page as a PDF."""

    text: str
    face: Face
    x: float
    baseline: float
    ink: Colour


Align = Literal["left", "right", "centre", "justify"]
INK: Colour = (34, 30, 27)
PAPER: Colour = (255, 255, 255)
#: Coverage (of 255) from which a pixel counts as ink: fainter edges are not seen as part of a letter.
SEEN = 80
SOFT_HYPHEN = "\N{SOFT HYPHEN}"


class Sheet:
    """A page being drawn; blocks are read in the order in which they are set."""

    def __init__(
        self,
        width: int,
        height: int,
        *,
        paper: Colour = PAPER,
        ink: Colour = INK,
        seed: int = 0,
        language: str = "en",
    ) -> None:
        self.image = Image.new("RGB", (width, height), paper)
        self.ink = ink
        self.language = language
        self._dice = np.random.default_rng(seed)
        self.placed: list[Placed] = []
        self.rules: list[tuple[float, float, float, float, int, Colour]] = []
        self._lines: list[DrawnLine] = []
        self._block = -1

    def page(self) -> DrawnPage:
        return DrawnPage(self.image.copy(), tuple(self._lines), language=self.language)

    def word(self, text: str, face: Face, x: float, baseline: float, ink: Colour | None = None) -> DrawnWord:
        """Draws one word without recording it; `line` and `paragraph` are what pages are made with."""
        mask = self._mask(text, face)
        left, top = round(x) - face.size, round(baseline) - 2 * face.size
        edge = mask.getbbox() or (0, 0, 1, 1)
        self.image.paste(ink or self.ink, (left + edge[0], top + edge[1]), mask.crop(edge))
        self.placed.append(Placed(text, face, x, baseline, ink or self.ink))
        seen = np.asarray(mask) >= SEEN
        rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
        if not rows.size:
            raise ValueError(f"{face.font} has no ink for {text!r}")
        return DrawnWord(
            text,
            float(left + columns[0]),
            float(top + rows[0]),
            float(left + columns[-1] + 1),
            float(top + rows[-1] + 1),
            tuple((left + px, top + py) for px, py in hull(seen)),
        )

    def line(
        self,
        text: str,
        face: Face,
        x: float,
        baseline: float,
        width: float = 0,
        *,
        align: Align = "left",
        kind: Kind = Kind.TEXT,
        same_block: bool = False,
        ink: Colour | None = None,
    ) -> DrawnLine:
        """One line; `width` is what it is aligned or justified in. Right-to-left words run from its right end."""
        words = self._words(text, face, x, baseline, width, align, ink)
        return self.record(" ".join(text.split()), words, kind, same_block=same_block)

    def row(
        self,
        cells: Sequence[tuple[str, Face, float, float, Align]],
        baseline: float,
        *,
        same_block: bool = True,
        ink: Colour | None = None,
    ) -> DrawnLine:
        """A row of a table: (text, face, x, width, alignment) of each cell, in reading order."""
        words: list[DrawnWord] = []
        for text, face, x, width, align in cells:
            words.extend(self._words(text, face, x, baseline, width, align, ink))
        text = "\t".join(cell[0] for cell in cells)
        return self.record(text, tuple(words), Kind.TABLE, same_block=same_block)

    def _words(
        self, text: str, face: Face, x: float, baseline: float, width: float, align: Align, ink: Colour | None
    ) -> tuple[DrawnWord, ...]:
        words = text.split()
        natural = [face.length(word) for word in words]
        gap, slack = face.space, width - sum(natural) - face.space * (len(words) - 1)
        if align == "justify" and len(words) > 1:
            gap += slack / (len(words) - 1)
            slack = 0
        x += {"left": 0, "justify": 0, "centre": slack / 2, "right": slack}[align]
        drawn = []
        backwards = is_rtl(text)
        if backwards:
            x += sum(natural) + gap * (len(words) - 1)
        for word, advance in zip(words, natural, strict=True):
            x -= advance if backwards else 0
            drawn.append(self.word(word, face, x, baseline, ink))
            x += -gap if backwards else advance + gap
        return tuple(drawn)

    def record(self, text: str, words: tuple[DrawnWord, ...], kind: Kind, *, same_block: bool) -> DrawnLine:
        """Notes a line made of words that were drawn one by one."""
        if not same_block:
            self._block += 1
        line = DrawnLine(text, words, self._block, kind)
        self._lines.append(line)
        return line

    def paragraph(
        self,
        text: str,
        face: Face,
        x: float,
        baseline: float,
        width: float,
        *,
        leading: float = 1.3,
        indent: float = 0,
        align: Align = "justify",
        kind: Kind = Kind.TEXT,
        same_block: bool = False,
    ) -> float:
        """Sets `text` in as many lines as it needs; returns the baseline after the last one."""
        lines = broken(text, face, width, indent)
        start: Align = "right" if is_rtl(text) else "left"
        for number, line in enumerate(lines):
            last = number == len(lines) - 1
            inset = 0 if number else indent
            left = x if is_rtl(text) else x + inset
            how: Align = start if align == "justify" and last else align
            joined = same_block or number > 0
            self.line(line, face, left, baseline, width - inset, align=how, kind=kind, same_block=joined)
            baseline += face.size * leading
        return baseline

    def rule(self, x0: float, y0: float, x1: float, y1: float, thick: int = 2, ink: Colour | None = None) -> None:
        ImageDraw.Draw(self.image).line((x0, y0, x1, y1), fill=ink or self.ink, width=thick)
        self.rules.append((x0, y0, x1, y1, thick, ink or self.ink))

    def _mask(self, text: str, face: Face) -> Image.Image:
        """The coverage of a word, with its origin at (size, 2 · size)."""
        shaped = face.shaped(text)
        size = (round(face.length(text)) + 3 * face.size, round(3.2 * face.size))
        mask = Image.new("L", size)
        pen = ImageDraw.Draw(mask)
        if not face.apart:
            pen.text((face.size, 2 * face.size), shaped, fill=255, font=face.loaded, anchor="ls")
            return mask
        x = float(face.size)
        for letter in shaped:
            dx, dy = self._dice.normal(0, face.jitter or 1e-9, 2)
            strength = 255 - round(abs(self._dice.normal(0, 26))) if face.jitter else 255
            pen.text((x + dx, 2 * face.size + dy), letter, fill=strength, font=face.loaded, anchor="ls")
            x += face.advance(letter)
        return mask


def broken(text: str, face: Face, width: float, indent: float = 0) -> list[str]:
    """Lines that fit; words part at their soft hyphens, which are otherwise not set."""
    lines: list[str] = []
    current: list[str] = []
    room, used = width - indent, 0.0
    for word in text.split():
        rest = word
        while rest:
            gap = face.space if current else 0.0
            fitting, after = _fitting(rest, face, room - used - gap, forced=not current)
            if fitting:
                current.append(fitting)
                used += gap + face.length(fitting)
            if after or not fitting:
                lines.append(" ".join(current))
                current, room, used = [], width, 0.0
            rest = after if fitting else rest
    return [*lines, " ".join(current)] if current else lines


def _fitting(word: str, face: Face, room: float, *, forced: bool) -> tuple[str, str]:
    """As much of a word as there is room for, and what goes to the next line."""
    whole = word.replace(SOFT_HYPHEN, "")
    if forced or face.length(whole) <= room:
        return whole, ""
    parts = word.split(SOFT_HYPHEN)
    for count in range(len(parts) - 1, 0, -1):
        head = "".join(parts[:count]) + "-"
        if face.length(head) <= room:
            return head, SOFT_HYPHEN.join(parts[count:])
    return "", word

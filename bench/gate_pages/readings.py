"""Readings of a page as values: rows of words with their places in the unit square, and how they are changed.

A row keeps one box and one certainty for each of its words, in order; changing a reading means making other rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random

from archive.demo.drawn import DrawnLine, DrawnPage

Place = tuple[float, float, float, float]
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text; `places` and `sure` belong to its words. A page known only as text has no places."""

    text: str
    places: tuple[Place, ...]
    sure: tuple[float, ...]

    def __post_init__(self) -> None:
        count = len(WORD.findall(self.text))
        if not count or count != len(self.sure) or len(self.places) not in (0, count):
            raise ValueError(
                f"{count} words, {len(self.places)} places, {len(self.sure)} certainties: {self.text!r}"
            )

    @property
    def place(self) -> Place:
        return around(self.places)


@dataclass(frozen=True, slots=True)
class Part:
    """A block: rows that belong together. `place` holds for parts whose rows have none."""

    rows: tuple[Row, ...]
    kind: str = "text"
    level: int = 0
    where: Place = (0.05, 0.05, 0.95, 0.95)

    @property
    def place(self) -> Place:
        placed = [row.place for row in self.rows if row.places]
        return around(placed) if placed else self.where

    @property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows)


Reading = tuple[Part, ...]


def true_reading(page: DrawnPage) -> Reading:
    """What stands on a drawn page, sure of each word."""
    width, height = page.image.size
    blocks: dict[int, list[DrawnLine]] = {}
    for line in page.lines:
        blocks.setdefault(line.block, []).append(line)
    parts = []
    for lines in blocks.values():
        rows = [
            Row(
                line.text,
                tuple(inside((w.x0 / width, w.y0 / height, w.x1 / width, w.y1 / height)) for w in line.words),
                (0.97,) * len(line.words),
            )
            for line in lines
        ]
        level = 1 if lines[0].kind.value == "heading" else 0
        parts.append(Part(tuple(rows), lines[0].kind.value, level))
    return tuple(parts)


def without(page: DrawnPage, gone: Iterable[tuple[int, int]]) -> DrawnPage:
    """A page without some of its words, each named by the number of its line and its own in the line."""
    lost, lines = set(gone), []
    for at, line in enumerate(page.lines):
        kept = [n for n in range(len(line.words)) if (at, n) not in lost]
        if len(kept) == len(line.words):
            lines.append(line)
        elif kept:
            pieces = line.text.split()
            lines.append(
                replace(line, text=" ".join(pieces[n] for n in kept), words=tuple(line.words[n] for n in kept))
            )
    return replace(page, lines=tuple(lines))


def laid(text: str, where: Place, pitch: float, dice: Random, *, advance: float = 0.0, sure: float = 0.96) -> Part:
    """Text set into a region as a reader that invents it would place it; what has no room there is left out.

    `pitch` is the height from line to line, `advance` the width of a letter; both in the unit square.
    """
    x0, y0, x1, y1 = where
    advance = advance or pitch * 0.5
    rows, words, top = [], text.split(), y0
    while words and top + pitch * 0.7 <= y1 + 1e-9:
        x, places, taken = x0, [], []
        while words and (not taken or x + len(words[0]) * advance <= x1):
            wide = len(words[0]) * advance
            places.append(inside((x, top, min(x + wide * 0.96, 1.0), top + pitch * 0.7)))
            taken.append(words.pop(0))
            x += wide + advance
        rows.append(Row(" ".join(taken), tuple(places), tuple(certain(dice, sure) for _ in taken)))
        top += pitch
    return Part(tuple(rows), where=where)


def unplaced(text: str, where: Place = (0.05, 0.05, 0.95, 0.95), kind: str = "text") -> Part:
    """Text of which only the region is known."""
    lines = [line for line in text.split("\n") if line.strip()]
    return Part(tuple(Row(line, (), (0.9,) * len(WORD.findall(line))) for line in lines), kind, where=where)


def certain(dice: Random, around_: float) -> float:
    """A certainty near the given one, as detectors spread them: with a tail below."""
    return round(min(0.999, max(0.05, around_ + dice.gauss(0, 0.018) - dice.expovariate(60))), 3)


def around(places: Iterable[Place]) -> Place:
    every = list(places)
    return (
        min(p[0] for p in every),
        min(p[1] for p in every),
        max(p[2] for p in every),
        max(p[3] for p in every),
    )


def inside(place: Place) -> Place:
    """Within the page, and never without extent."""
    x0, y0 = min(max(place[0], 0.0), 0.998), min(max(place[1], 0.0), 0.998)
    return x0, y0, min(1.0, max(place[2], x0 + 0.001)), min(1.0, max(place[3], y0 + 0.001))

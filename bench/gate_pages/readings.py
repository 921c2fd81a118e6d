"""Readings of a page as values: rows of words with their places in the unit square, and how they become JSON.

A row keeps one box and one certainty for each of its words, in order; changing a reading means making other rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

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


def as_json(reading: Reading, dice: Random, flavour: str, facts: dict[str, Any] | None = None) -> dict[str, Any]:
    """The reading as an engine of a flavour would give it.

    `detected`: lines, words and certainties. `blocks`: regions with text. `bound`: words that lie in their block,
    as much as a model without places can say. `plain`: the text of the page as one block.
    """
    parts = reading
    if flavour == "plain" and parts:
        whole = tuple(row for part in parts for row in part.rows)
        where = around([part.place for part in parts])
        parts = (Part(tuple(replace(row, places=()) for row in whole), where=where),)
    joined = flavour in ("blocks", "plain") and dice.random() < 0.5
    tall = flavour == "detected" and dice.random() < 0.5
    blocks = [_block(part, dice, flavour, joined=joined, tall=tall) for part in parts]
    return {"engine": "generated", "facts": facts or {}, "turn": 0, "blocks": blocks}


def _block(part: Part, dice: Random, flavour: str, *, joined: bool, tall: bool) -> dict[str, Any]:
    where, text, lines, words, at = _rounded(part.place), part.text, [], [], 0
    if joined and part.kind == "text":
        text = re.sub(r"(?<=\w)-\n(?=[^\W\d])", "", text).replace("\n", " ")
        flow: Sequence[Row] = ()
    else:
        flow = part.rows
    if flavour == "bound":
        words = [_word(word.start(), word.end(), where, None, "block") for word in WORD.finditer(text)]
    for row in flow:
        if flavour == "detected" and row.places:
            box = row.place
            lines.append({"start": at, "end": at + len(row.text), "box": _rounded(_shaken(box, dice))})
            for found, place, sure in zip(WORD.finditer(row.text), row.places, row.sure, strict=True):
                seen = (place[0], box[1], place[2], box[3]) if tall else place
                start, end = at + found.start(), at + found.end()
                words.append(_word(start, end, _rounded(_shaken(seen, dice)), round(sure, 3), "detected"))
        at += len(row.text) + 1
    return {
        "kind": part.kind,
        "level": part.level,
        "box": where,
        "text": text,
        "lines": lines,
        "words": words,
    }


def _word(start: int, end: int, box: list[float], confidence: float | None, geometry: str) -> dict[str, Any]:
    return {"start": start, "end": end, "box": box, "confidence": confidence, "geometry": geometry}


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


def _shaken(place: Place, dice: Random) -> Place:
    """A detector's box: a little larger than the ink, never quite the same."""
    high = place[3] - place[1]
    x, y = 0.06 * high, 0.08 * high
    return inside(
        (
            place[0] - dice.uniform(0, 2 * x),
            place[1] - dice.uniform(-0.3 * y, 2 * y),
            place[2] + dice.uniform(0, 2 * x),
            place[3] + dice.uniform(-0.3 * y, 2 * y),
        )
    )


def _rounded(place: Place) -> list[float]:
    return [round(value, 5) for value in place]

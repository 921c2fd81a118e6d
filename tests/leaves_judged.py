"""Small things for tests of the gate: readings of a page, and what its picture shows."""

from __future__ import annotations

import numpy as np

from archive.blocks import Block, Geometry, Kind, Line, Word
from archive.geometry import Box
from ocr_engine.engine import Parsed
from ocr_engine.gate.sight import Row, Sight

PROSE = (
    "The ferry left the quay before the storm broke over the wall",
    "and nobody could say where the keys of the chapel had been put",
    "by the clerk who had them last in his care that winter morning",
    "when eleven barrels of tar were sold to a stranger from the coast",
    "for so little money that the widow wrote to the council about it",
    "They answered in a letter of three lines which is now lost to us",
)


def lines(*texts: str, x0: float = 0.1, x1: float = 0.9, y: float = 0.1, high: float = 0.02) -> Block:
    """Lines below each other, each as wide as all, whose words share it by their letters."""
    made_lines, words, at = [], [], 0
    for number, text in enumerate(texts):
        top, inner = y + 1.6 * high * number, at
        box = Box(x0, top, x1, top + high)
        made_lines.append(Line(at, at + len(text), box))
        for word in text.split():
            left = x0 + (x1 - x0) * (inner - at) / len(text)
            right = x0 + (x1 - x0) * (inner - at + len(word)) / len(text)
            words.append(Word(inner, inner + len(word), Box(left, top, right, top + high), 0.97, Geometry.DETECTED))
            inner += len(word) + 1
        at += len(text) + 1
    return Block(
        Kind.TEXT, Box.around(line.box for line in made_lines), "\n".join(texts), tuple(made_lines), tuple(words)
    )


def unplaced(text: str, box: Box | None = None) -> Block:
    return Block(Kind.TEXT, box or Box(0.1, 0.1, 0.9, 0.9), text)


def parsed(*blocks: Block, **facts: object) -> Parsed:
    return Parsed(blocks, 0, facts)


def seen(*blocks: Block, shown: bool = False) -> Sight:
    """What is seen of a page on which these blocks are written, word for word."""
    sums = np.zeros((1001, 1001), np.int32)
    ink = np.zeros((1000, 1000), np.int32)
    rows = []
    for block in blocks:
        for line in block.lines:
            letters = sum(not c.isspace() for c in block.text[line.start : line.end])
            rows.append(Row(line.box, letters, letters * 1.2))
        for word in block.words:
            box = word.box
            ink[int(box.y0 * 1000) : int(box.y1 * 1000), int(box.x0 * 1000) + 1 : int(box.x1 * 1000) - 1] = 1
    sums[1:, 1:] = ink.cumsum(0).cumsum(1)
    return Sight((), tuple(rows), False, sums) if shown else Sight(tuple(rows), (), False, sums)

"""What a reviewer sees of a text: row by row with its place, what was read unsurely, and what the gate doubted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archive.blocks import Block, PageText
from archive.correcting.rows import Row, rows
from archive.geometry import Box
from archive.reviewing.risk import SURE
from archive.showing.facsimile import written

_MOST_BOXES = 200


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """`box` is in ten-thousandths ("x0 y0 x1 y1"), "" where nobody knows."""

    pieces: tuple[Piece, ...]
    box: str
    kind: str
    first: bool  # of its block


@dataclass(frozen=True, slots=True)
class Doubt:
    code: str
    sentence: str
    boxes: tuple[Box, ...]


def shown(text: PageText) -> list[Shown]:
    """Rows without letters are left out."""
    found: list[Shown] = []
    for block in text.blocks:
        filled = [row for row in rows(block) if row.text(block).strip()]
        found += [_row(block, row, number == 0) for number, row in enumerate(filled)]
    return found


def _row(block: Block, row: Row, first: bool) -> Shown:
    pieces: list[Piece] = []
    at = row.start
    for word in sorted(row.words, key=lambda each: each.start):
        if word.confidence is None or word.confidence >= SURE or word.start < at:
            continue
        pieces += [Piece(block.text[at : word.start]), Piece(block.text[word.start : word.end], unsure=True)]
        at = word.end
    pieces.append(Piece(block.text[at : row.end]))
    box = written(row.line.box) if row.line else ""
    return Shown(tuple(piece for piece in pieces if piece.text), box, str(block.kind), first)


def doubts(reasons: Sequence[Sequence[Any]]) -> list[Doubt]:
    """The gate's reasons with their places; evidence that is none, of whatever release, is passed over."""
    return [
        Doubt(str(reason[0]), str(reason[1]) if len(reason) > 1 else str(reason[0]), _boxes(reason))
        for reason in reasons
        if reason
    ]


def _boxes(reason: Sequence[Any]) -> tuple[Box, ...]:
    evidence = reason[2] if len(reason) > 2 else None
    given = evidence.get("boxes") if isinstance(evidence, dict) else None
    found = []
    for corners in given[:_MOST_BOXES] if isinstance(given, list) else ():
        try:
            found.append(Box(*map(float, corners)))
        except (TypeError, ValueError):
            continue
    return tuple(found)

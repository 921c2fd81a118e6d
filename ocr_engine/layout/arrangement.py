"""The way from detected lines to blocks in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from archive.blocks import Block, Kind
from ocr_engine.layout.detected import DetectedLine, Point
from ocr_engine.layout.frame import frame_of, pieces_of
from ocr_engine.layout.gutters import gutters
from ocr_engine.layout.order import in_order
from ocr_engine.layout.rows import rows
from ocr_engine.layout.strips import strips
from ocr_engine.layout.writing import Sheet, block, clean

Rule = tuple[Point, Point]


def arrange(
    lines: Sequence[DetectedLine], width: int, height: int, *, rules: Sequence[Rule] | None = None
) -> tuple[Block, ...]:
    """The blocks of an upright page of `width` × `height` pixels, in reading order.

    `rules` are straight lines drawn on the page, in pixels. Lines without text are left out;
    every other one is in exactly one block."""
    said = [line for line in lines if clean(line.text)]
    if not said:
        return ()
    frame = frame_of(said)
    pieces = pieces_of(said, frame)
    joined = rows(pieces, gutters(pieces))
    sheet = Sheet(said, width, height)
    return tuple(block(sheet, strip.rows, Kind.TEXT) for strip in in_order(strips(joined)))

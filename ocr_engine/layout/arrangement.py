"""The way from detected lines to blocks in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from archive.blocks import Block
from ocr_engine.layout.bands import bands
from ocr_engine.layout.cells import table_block
from ocr_engine.layout.detected import DetectedLine, Point
from ocr_engine.layout.floats import floats
from ocr_engine.layout.frame import Frame, frame_of, pieces_of, rules_of
from ocr_engine.layout.kinds import named
from ocr_engine.layout.lanes import between_columns, lanes
from ocr_engine.layout.margins import margins, notes_last
from ocr_engine.layout.order import in_order
from ocr_engine.layout.paragraphs import Paragraph, paragraphs
from ocr_engine.layout.parting import parted
from ocr_engine.layout.pieces import Area, Piece, usual_height
from ocr_engine.layout.rows import leaders, rows
from ocr_engine.layout.ruled import loose, ruled
from ocr_engine.layout.splitting import loosened, split
from ocr_engine.layout.strips import Strip, strips
from ocr_engine.layout.tables import Table, tables
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
    drawn = rules_of(rules or (), frame)
    said = _whole_lines(parted(said, frame), frame)
    outer = margins(pieces_of(said, frame), *frame.reach(width, height))
    parts: list[Paragraph | Table] = []
    for band in bands(outer.body, loose(drawn, usual_height(outer.body))):
        for part in _flow(band, drawn):
            parts += [part] if isinstance(part, Table) else paragraphs(part)
    page = named([*outer.head, *notes_last(parts), *outer.foot])
    sheet = Sheet(said, width, height)
    return tuple(
        table_block(sheet, part) if isinstance(part, Table) else block(sheet, part.rows, part.kind, part.level)
        for part in page
    )


def _whole_lines(lines: list[DetectedLine], frame: Frame) -> list[DetectedLine]:
    """The lines, without any that runs on across a gutter or over several cells."""
    lines = _celled(lines, frame)
    pieces = pieces_of(lines, frame)
    return split(lines, pieces, [lane for lane in lanes(pieces) if between_columns(lane, pieces)], frame)


def _celled(lines: list[DetectedLine], frame: Frame) -> list[DetectedLine]:
    """The lines, those in parts whose parts are cells of a table."""
    parts = loosened(lines, frame)
    if all(len(each) == 1 for each in parts):
        return lines
    every = [part for each in parts for part in each]
    pieces = pieces_of(every, frame)
    held = {index for table in tables(pieces, lanes(pieces)) for index in table.pieces}
    found: list[DetectedLine] = []
    at = 0
    for line, each in zip(lines, parts, strict=True):
        cells = all(index in held for index in range(at, at + len(each)))
        found += each if cells else [line]
        at += len(each)
    return found


def _flow(band: Sequence[Piece], drawn: Sequence[Area]) -> list[Strip | Table]:
    """The strips and tables of a band in reading order, what is set into its columns last."""
    if not band:
        return []
    found: list[Table] = ruled(band, drawn)
    held = {index for table in found for index in table.pieces}
    free = [p for p in band if p.index not in held]
    every = lanes(free)
    found += tables(free, every)
    held = {index for table in found for index in table.pieces}
    free = [p for p in band if p.index not in held]
    gutters = [lane for lane in every if between_columns(lane, free)]
    aside = floats(free, gutters)
    if aside:
        return _flow([p for p in band if p.index not in aside], drawn) + _flow(
            [p for p in band if p.index in aside], drawn
        )
    parts: list[Strip | Table] = [*strips(rows(free, gutters, leaders(every, free)), found), *found]
    return in_order(parts, gutters)

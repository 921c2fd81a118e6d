"""A page's text as somebody wants it, with the places that are known of it: words that stay keep theirs to the bit,
words that changed get what room their row has between those."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from archive.blocks import Block, Geometry, Line, PageText, Word
from archive.correcting.rows import Row, rows
from archive.correcting.wanted import Refused, Wanted, WantedRegion, WantedRow
from archive.geometry import Box

_WORD = re.compile(r"\S+")


def edited(base: PageText, wanted: Wanted) -> PageText:
    return PageText(tuple(_region(base, region) for region in wanted.regions))


def _region(base: PageText, wanted: WantedRegion) -> Block:
    own = base.blocks[wanted.source] if wanted.source is not None and wanted.source < len(base.blocks) else None
    box = wanted.box or (own.box if own else None)
    if box is None:
        raise Refused("a new region says where it stands")
    lines: list[Line] = []
    words: list[Word] = []
    at = 0
    for row in wanted.rows:
        line, here = _row(base, row, at)
        lines += [line] if line else []
        words += here
        at += len(row.text) + 1
    text = "\n".join(row.text for row in wanted.rows)
    markup = wanted.markup if own is None or own.text == text else ""
    return Block(wanted.kind, box, text, tuple(lines), tuple(words), wanted.level, markup)


def _row(base: PageText, wanted: WantedRow, at: int) -> tuple[Line | None, list[Word]]:
    source = _source(base, wanted)
    if source is None:
        return (Line(at, at + len(wanted.text), wanted.box) if wanted.box else None), []
    block, row = source
    box = wanted.box or (row.line.box if row.line else None)
    points = row.line.points if row.line and wanted.box is None else None
    line = Line(at, at + len(wanted.text), box, points) if box else None
    return line, _words(block, row, wanted.text, at)


def _source(base: PageText, wanted: WantedRow) -> tuple[Block, Row] | None:
    for region, number in wanted.sources:
        if region < len(base.blocks):
            known = rows(base.blocks[region])
            if number < len(known):
                return base.blocks[region], known[number]
    return None


def _words(block: Block, row: Row, text: str, at: int) -> list[Word]:
    old = list(row.words)
    said = [block.text[word.start : word.end] for word in old]
    new = list(_WORD.finditer(text))
    made: list[Word] = []
    for tag, i, j, k, m in SequenceMatcher(None, said, [w[0] for w in new], autojunk=False).get_opcodes():
        if tag == "equal":
            made += [
                Word(at + w.start(), at + w.end(), o.box, o.confidence, o.geometry)
                for o, w in zip(old[i:j], new[k:m], strict=True)
            ]
        elif j > i and m > k:
            made += _shared(Box.around(word.box for word in old[i:j]), new[k:m], at)
    return made


def _shared(room: Box, words: list[re.Match[str]], at: int) -> list[Word]:
    """The room parted by letters."""
    first, last = words[0].start(), words[-1].end()
    step = room.width / (last - first)
    return [
        Word(
            at + w.start(),
            at + w.end(),
            Box(
                room.x0 + step * (w.start() - first),
                room.y0,
                min(1.0, room.x0 + step * (w.end() - first)),
                room.y1,
            ),
            None,
            Geometry.INTERPOLATED,
        )
        for w in words
    ]

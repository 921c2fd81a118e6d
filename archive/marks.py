"""From a span of a page's text to boxes on its image."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from archive.blocks import Block, Geometry, PageText, Word
from archive.geometry import Box

Precision = Literal["word", "line", "block"]
_EXACT = {Geometry.DETECTED, Geometry.ALIGNED, Geometry.SEGMENTED, Geometry.DRAWN}


@dataclass(frozen=True, slots=True)
class Mark:
    box: Box
    precision: Precision


def marks(page: PageText, start: int, end: int) -> list[Mark]:
    """One mark for each line (or block, where nothing finer is known) that the span touches.

    The best that is known is used: boxes of words, else of lines, else the block's."""
    found: list[Mark] = []
    first = max(0, bisect_right(page.starts, start) - 1)
    for block, at in zip(page.blocks[first:], page.starts[first:], strict=True):
        if at >= end:
            break
        if start < at + len(block.text):
            found += _in_block(block, start - at, end - at)
    return found


def _in_block(block: Block, start: int, end: int) -> Iterator[Mark]:
    words = [w for w in block.words if w.start < end and start < w.end]
    if words and any(w.geometry != Geometry.BLOCK for w in words):
        for _line, run in groupby(words, key=lambda w: _line_of(block, w)):
            parts = list(run)
            exact = all(w.geometry in _EXACT for w in parts)
            yield Mark(Box.around(w.box for w in parts), "word" if exact else "line")
        return
    lines = [ln for ln in block.lines if ln.start < end and start < ln.end]
    if lines:
        yield from (Mark(ln.box, "line") for ln in lines)
    elif block.text[max(start, 0) : end].strip():
        yield Mark(block.box, "block")


def _line_of(block: Block, word: Word) -> int:
    starts: list[int] = [ln.start for ln in block.lines]
    return bisect_right(starts, word.start)

"""A block as an editor shows it: row by row, as its line breaks part it, each with what is known of its place."""

from __future__ import annotations

from dataclasses import dataclass

from archive.blocks import Block, Line, Word


@dataclass(frozen=True, slots=True)
class Row:
    """`start` and `end` in the block's text; `line` is where it stands, if that is known."""

    start: int
    end: int
    line: Line | None
    words: tuple[Word, ...]

    def text(self, block: Block) -> str:
        return block.text[self.start : self.end]


def rows(block: Block) -> tuple[Row, ...]:
    """At least one, and as many as the text has line breaks, and one more."""
    found: list[Row] = []
    start = 0
    for text in block.text.split("\n"):
        end = start + len(text)
        touching = [line for line in block.lines if line.start < end and start < line.end]
        best = max(touching, key=lambda line: min(end, line.end) - max(start, line.start), default=None)
        words = tuple(word for word in block.words if start <= word.start and word.end <= end)
        found.append(Row(start, end, best, words))
        start = end + 1
    return tuple(found)

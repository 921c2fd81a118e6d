"""What a page says and where: the values that engines make, the database keeps and marks are drawn from.

Text is always plain. The lines of a block are separated by `\n`, the cells of a table row by `\t`;
blocks are joined by `\n\n`. Offsets of lines and words are relative to their block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from archive.geometry import Box

JOINT = "\n\n"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Kind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    TABLE = "table"
    FIGURE = "figure"
    CAPTION = "caption"
    HEADER = "header"
    FOOTER = "footer"
    PAGE_NUMBER = "page_number"
    MARGINAL = "marginal"
    FORMULA = "formula"
    HANDWRITING = "handwriting"


class Geometry(StrEnum):
    """How a word's box is known, best first."""

    DETECTED = "detected"
    ALIGNED = "aligned"
    INTERPOLATED = "interpolated"
    SEGMENTED = "segmented"
    BLOCK = "block"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    box: Box
    confidence: float | None  # 0..1, or None where the engine says nothing
    geometry: Geometry

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a word spans at least one character, not {self.start}..{self.end}")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not within 0..1")


@dataclass(frozen=True, slots=True)
class Line:
    start: int
    end: int
    box: Box
    points: tuple[tuple[float, float], ...] | None = None  # a skewed line's outline, in the unit square

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a line cannot span {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    box: Box
    text: str
    lines: tuple[Line, ...] = ()
    words: tuple[Word, ...] = ()
    level: int = 0  # of a heading: 1, 2, …
    markup: str = ""  # sanitized HTML of a table, or a formula's source

    def __post_init__(self) -> None:
        if _UNSTORABLE.search(self.text):
            raise ValueError("text holds NUL or lone surrogates; clean it where it is parsed (blocks.storable)")
        size = len(self.text)
        if any(line.end > size for line in self.lines) or any(word.end > size for word in self.words):
            raise ValueError(f"a line or word runs past the text of {size} characters")

    @property
    def confidence(self) -> float | None:
        """Mean over the words that have one, weighted by length."""
        known = [(w.confidence, w.end - w.start) for w in self.words if w.confidence is not None]
        return sum(c * n for c, n in known) / sum(n for _, n in known) if known else None


@dataclass(frozen=True, slots=True)
class PageText:
    """All blocks of a page in reading order; `starts[i]` is where block i begins in `text`."""

    blocks: tuple[Block, ...]
    text: str = field(init=False)
    starts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        starts, at = [], 0
        for block in self.blocks:
            starts.append(at)
            at += len(block.text) + len(JOINT)
        object.__setattr__(self, "text", JOINT.join(block.text for block in self.blocks))
        object.__setattr__(self, "starts", tuple(starts))


def storable(text: str) -> str:
    """Text without what PostgreSQL or UTF-8 cannot keep: NUL and lone surrogates."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)

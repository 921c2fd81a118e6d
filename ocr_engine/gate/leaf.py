"""What the gate judges: a reading, what was asked for, and whatever else is known of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from archive.blocks import Block, Geometry, Kind, PageText
from archive.geometry import Box
from ocr_engine.engine import Parsed
from ocr_engine.gate.bounds import DEFAULT, Bounds
from ocr_engine.gate.sight import Sight

#: Kinds whose text does not run in lines from edge to edge.
UNLINED = frozenset({Kind.TABLE, Kind.FIGURE, Kind.FORMULA})


@dataclass(frozen=True)
class Leaf:
    parsed: Parsed
    languages: tuple[str, ...] = ()  # what the collection or the page expects
    scripts: frozenset[str] = frozenset()  # what the engine can write; empty: anything
    aspect: float = 0.7  # width of the upright page, divided by its height
    sight: Sight | None = None  # of the picture; None: nobody looked
    second: Parsed | None = None  # what another engine read of the same page
    bounds: Bounds = field(default=DEFAULT)

    @cached_property
    def text(self) -> str:
        return PageText(self.parsed.blocks).text

    @cached_property
    def heard(self) -> str:
        return PageText(self.second.blocks).text if self.second else ""

    @cached_property
    def letters(self) -> int:
        return letters(self.text)

    @cached_property
    def placed(self) -> tuple[tuple[Box, str], ...]:
        """Each word that has a place of its own, where it was seen."""
        return tuple(
            (word.box, block.text[word.start : word.end])
            for block in self.parsed.blocks
            for word in block.words
            if word.geometry == Geometry.DETECTED
        )

    @cached_property
    def held(self) -> tuple[Box, ...]:
        """Where the reading says that something stands: its lines, or blocks where it knows of none."""
        return tuple(box for block in self.parsed.blocks for box in _boxes(block))


def letters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _boxes(block: Block) -> list[Box]:
    known = [line.box for line in block.lines] if block.kind not in UNLINED else []
    return known or [block.box]

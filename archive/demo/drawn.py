"""A page that was drawn, and where every word of it stands: the truth that readings are measured by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image

from archive.blocks import JOINT, Kind

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DrawnWord:
    """The box of a word's ink in pixels: columns x0 ≤ x < x1 and rows y0 ≤ y < y1."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    #: The convex hull of the ink: from it the box follows exactly when the page is skewed.
    outline: tuple[Point, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip() or not (self.x0 < self.x1 and self.y0 < self.y1):
            raise ValueError(f"not a drawn word: {self.text!r} in {self.box}")

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.x0, self.y0, self.x1, self.y1


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One line of a block; in a table it is a row, its cells parted by tabs."""

    text: str
    words: tuple[DrawnWord, ...]
    block: int = 0
    kind: Kind = Kind.TEXT

    @property
    def box(self) -> tuple[float, float, float, float]:
        return around(self.words)


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """An image and its lines in reading order."""

    image: Image.Image
    lines: tuple[DrawnLine, ...] = ()
    #: Clockwise degrees (0, 90, 180, 270) that bring the page upright again.
    turn: int = 0
    language: str = "en"

    @property
    def words(self) -> tuple[DrawnWord, ...]:
        return tuple(word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        """Plain text as the archive keeps it: lines in `\\n`, blocks in `\\n\\n`."""
        blocks: dict[int, list[str]] = {}
        for line in self.lines:
            blocks.setdefault(line.block, []).append(line.text)
        return JOINT.join("\n".join(lines) for lines in blocks.values())

    def named(self, text: str) -> tuple[DrawnWord, ...]:
        """Every place where this word stands, without regard to punctuation around it."""
        return tuple(word for word in self.words if word.text.strip(".,;:!?()[]„“”‘’»«–—") == text)


def around(words: Iterable[DrawnWord]) -> tuple[float, float, float, float]:
    """The smallest box that holds all of them; at least one is needed."""
    every = list(words)
    return (
        min(w.x0 for w in every),
        min(w.y0 for w in every),
        max(w.x1 for w in every),
        max(w.y1 for w in every),
    )

"""Boxes of text in the reading frame: pieces as they were detected, and rows joined from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

_TELLING = 6  # characters: of fewer, the mean width says nothing


@dataclass(frozen=True, slots=True)
class Area:
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    def beside(self, other: Area) -> float:
        """How much of the lower of the two stands at the height of the other: 0..1."""
        shared = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(0.0, shared) / max(min(self.height, other.height), 1e-6)

    def under(self, other: Area) -> float:
        """Width that both have in common."""
        return max(0.0, min(self.x1, other.x1) - max(self.x0, other.x0))


@dataclass(frozen=True, slots=True)
class Piece(Area):
    """One detected line; `index` is its place in what was handed in."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Row(Area):
    """Pieces on one line of one column, in the order they are read."""

    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Row:
        """A drop capital counts for the width alone: it hangs into the rows below."""
        inside = tuple(sorted(pieces, key=lambda p: p.x0))
        low = inside[1:] if len(inside) > 1 and initial(inside[0], inside[1]) else inside
        x0, _y0, x1, _y1 = bounds(inside)
        _x0, y0, _x1, y1 = bounds(low)
        return cls(x0, y0, x1, y1, pieces=inside)

    @property
    def text(self) -> str:
        return " ".join(p.text for p in self.pieces)

    @property
    def size(self) -> float:
        """The height of the writing: of the longest piece, for a mark beside it may be taller."""
        return max(self.pieces, key=lambda p: len(p.text)).height

    @property
    def letters(self) -> float:
        """The size of the letters, if the box is drawn close around the ink as some detectors do."""
        longest = max(self.pieces, key=lambda p: len(p.text))
        return longest.height / fullness(longest.text)

    @property
    def capitals(self) -> bool:
        """Whether it is written in capitals alone, and more than initials."""
        letters = [c for c in self.text if c.isalpha()]
        upper = sum(c.isupper() for c in letters)
        return upper >= 4 and upper > 0.85 * len(letters)

    @property
    def pace(self) -> float:
        """The width of a character, where the row is long enough to tell; else 0."""
        longest = max(self.pieces, key=lambda p: len(p.text))
        return longest.width / len(longest.text) if len(longest.text) >= _TELLING else 0.0

    def outgrows(self, other: Row) -> float:
        """How many times as large as the other row it is, however its box was drawn: the least of all measures."""
        ratios = [self.size / max(other.size, 1e-6), self.letters / max(other.letters, 1e-6)]
        if self.pace and other.pace:
            ratios.append(self.pace / other.pace)
        return min(ratios)


def fullness(text: str) -> float:
    """How much of the height from ascenders to descenders the ink of a line fills; 0.95 when it has both."""
    rises = any(c.isupper() or c.isdigit() or not c.isascii() or c in "bdfhijklt()[]|/!?" for c in text)
    sinks = any(not c.isascii() or c in "gjpqy()[]|/,;Q" for c in text)
    return 0.5 + 0.25 * rises + 0.2 * sinks


def initial(first: Piece, second: Piece) -> bool:
    """Whether the first piece is a drop capital that begins the word of the second."""
    letters = first.text.strip()
    return len(letters) == 1 and letters.isalpha() and first.height > 1.6 * second.height


def bounds(areas: Sequence[Area]) -> tuple[float, float, float, float]:
    return min(a.x0 for a in areas), min(a.y0 for a in areas), max(a.x1 for a in areas), max(a.y1 for a in areas)


def usual_height(areas: Sequence[Area]) -> float:
    """The median height, at least a hair, for all measures of a page are taken in it."""
    return max(median([a.height for a in areas]), 1e-3) if areas else 1.0


def steady(areas: Sequence[Area]) -> bool:
    """Whether heights are exact, as those of type in a PDF are, so that small differences mean something."""
    usual = usual_height(areas)
    return len(areas) >= 5 and sum(abs(a.height - usual) < 0.004 * usual for a in areas) >= 0.7 * len(areas)

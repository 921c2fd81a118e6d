"""What a detector or a text layer hands over: lines and words where they stand, in no order at all."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DetectedWord:
    """A word in pixels of the upright page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float | None = None

    def __post_init__(self) -> None:
        if not all(map(isfinite, (self.x0, self.y0, self.x1, self.y1))):
            raise ValueError(f"the word {self.text!r} has a box that is not made of finite numbers")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not within 0..1")


@dataclass(frozen=True, slots=True)
class DetectedLine:
    """A line or a fragment of one. `quad` is its outline in pixels of the upright page, corners in any order.

    `text` and `words` are in logical order, also for scripts that run from right to left."""

    text: str
    quad: tuple[Point, Point, Point, Point]
    confidence: float | None = None
    words: tuple[DetectedWord, ...] = ()

    def __post_init__(self) -> None:
        if len(self.quad) != 4 or not all(isfinite(v) for point in self.quad for v in point):
            raise ValueError(f"the line {self.text[:40]!r} needs an outline of four finite points")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not within 0..1")

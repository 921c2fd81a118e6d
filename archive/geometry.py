"""Boxes in the unit square of the page as turned upright, origin top left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Turn = Literal[0, 90, 180, 270]
TURNS: tuple[Turn, ...] = get_args(Turn)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with 0 ≤ x0 < x1 ≤ 1 and 0 ≤ y0 < y1 ≤ 1; anything else is refused when made."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not (0.0 <= self.x0 < self.x1 <= 1.0 and 0.0 <= self.y0 < self.y1 <= 1.0):
            raise ValueError(f"not a box inside the unit square: {self.as_list()}")

    @classmethod
    def of_pixels(cls, x0: float, y0: float, x1: float, y1: float, width: int, height: int) -> Box:
        """Pixels to the unit square, clamped; an empty box becomes one pixel wide or high."""
        left, right = sorted((min(max(x0, 0), width), min(max(x1, 0), width)))
        top, bottom = sorted((min(max(y0, 0), height), min(max(y1, 0), height)))
        if right - left < 1:
            left, right = max(0.0, min(left, width - 1)), min(float(width), max(left + 1, 1))
        if bottom - top < 1:
            top, bottom = max(0.0, min(top, height - 1)), min(float(height), max(top + 1, 1))
        return cls(left / width, top / height, right / width, bottom / height)

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of them; at least one is needed."""
        every = list(boxes)
        return cls(
            min(b.x0 for b in every), min(b.y0 for b in every), max(b.x1 for b in every), max(b.y1 for b in every)
        )

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return self.width * self.height

    def as_list(self) -> list[float]:
        return [round(v, 6) for v in (self.x0, self.y0, self.x1, self.y1)]

    def overlap(self, other: Box) -> float:
        """Area shared with `other`."""
        wide = min(self.x1, other.x1) - max(self.x0, other.x0)
        high = min(self.y1, other.y1) - max(self.y0, other.y0)
        return wide * high if wide > 0 and high > 0 else 0.0

    def iou(self, other: Box) -> float:
        shared = self.overlap(other)
        return shared / (self.area + other.area - shared)

    def turned(self, by: int) -> Box:
        """The same place after the page was turned clockwise by `by` degrees (a multiple of 90)."""
        box = self
        for _ in range(by % 360 // 90):
            box = Box(1 - box.y1, box.x0, 1 - box.y0, box.x1)
        return box


def as_turn(degrees: int) -> Turn:
    turn = degrees % 360
    if turn not in TURNS:
        raise ValueError(f"a page turns by quarters, not by {degrees} degrees")
    return turn

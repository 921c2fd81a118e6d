"""What anybody sees of a page who cannot read: where there is writing, what shows through, where all is bare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.geometry import Box

_BESIDE = 0.5  # of a row's height: boxes are drawn a little beside what they mean


@dataclass(frozen=True, slots=True)
class Row:
    """A run of writing on one line, as far as nothing but a blank or two parts its letters."""

    box: Box
    letters: int  # pieces of ink that could be letters; those that touch are one
    room: float  # letters of this size that have room in it

    def __post_init__(self) -> None:
        if self.letters < 1 or self.room <= 0:
            raise ValueError("a row holds letters, and has room for them")


@dataclass(frozen=True, slots=True)
class Sight:
    """`shown` are rows too faint and blurred, or the wrong way round: the reverse that shows through."""

    rows: tuple[Row, ...] = ()
    shown: tuple[Row, ...] = ()
    tiny: bool = False  # letters so small in the picture that little can be told of them
    #: How much ink lies left of and above each place of a small picture of the page, in pixels; None: not known.
    sums: Any = field(default=None, compare=False, repr=False)

    @property
    def room(self) -> float:
        """About how many letters are written on the page."""
        return sum(row.room for row in self.rows)

    def inked(self, box: Box) -> float:
        """The share of the box that is inked; 0 where that is not known."""
        if self.sums is None:
            return 0.0
        high, wide = self.sums.shape[0] - 1, self.sums.shape[1] - 1
        x0, x1 = round(box.x0 * wide), max(round(box.x1 * wide), round(box.x0 * wide) + 1)
        y0, y1 = round(box.y0 * high), max(round(box.y1 * high), round(box.y0 * high) + 1)
        x1, y1 = min(x1, wide), min(y1, high)
        if x0 >= x1 or y0 >= y1:
            return 0.0
        held = int(self.sums[y1, x1]) - int(self.sums[y0, x1]) - int(self.sums[y1, x0]) + int(self.sums[y0, x0])
        return float(held / ((x1 - x0) * (y1 - y0)))

    def within(self, box: Box, rows: Sequence[Row] | None = None) -> float:
        """About how many letters are written in the box."""
        return sum(row.room * _share(row.box, box) for row in (self.rows if rows is None else rows))

    def outside(self, boxes: Iterable[Box]) -> tuple[Row, ...]:
        """The rows of which no box holds even a half."""
        every = list(boxes)
        return tuple(row for row in self.rows if covered(row.box, every) < 0.5)


def covered(box: Box, by: Iterable[Box]) -> float:
    """The share of a box's width that others hold, all of those that reach its middle height."""
    slack = _BESIDE * box.height
    middle = (box.y0 + box.y1) / 2
    spans = sorted(
        (max(each.x0 - slack, box.x0), min(each.x1 + slack, box.x1))
        for each in by
        if each.y0 - slack <= middle <= each.y1 + slack and each.x0 - slack < box.x1 and each.x1 + slack > box.x0
    )
    held, end = 0.0, box.x0
    for x0, x1 in spans:
        if x1 > end:
            held += x1 - max(x0, end)
            end = x1
    return held / box.width


def _share(row: Box, box: Box) -> float:
    slack = _BESIDE * row.height
    if not box.y0 - slack <= (row.y0 + row.y1) / 2 <= box.y1 + slack:
        return 0.0
    wide = min(row.x1, box.x1 + slack) - max(row.x0, box.x0 - slack)
    return max(0.0, wide) / row.width

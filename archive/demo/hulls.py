"""Outlines of ink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from archive.demo.drawn import Point


def hull(seen: NDArray[np.bool_]) -> tuple[Point, ...]:
    """The convex hull of the pixels (as squares) that are true, clockwise on the page."""
    rows = np.flatnonzero(seen.any(axis=1))
    if not rows.size:
        return ()
    first = seen[rows].argmax(axis=1).tolist()
    last = (seen.shape[1] - seen[rows][:, ::-1].argmax(axis=1)).tolist()
    right = [(float(x), float(y + dy)) for x, y in zip(last, rows.tolist(), strict=True) for dy in (0, 1)]
    left = [(float(x), float(y + dy)) for x, y in zip(first, rows.tolist(), strict=True) for dy in (0, 1)]
    return (*_chain(right), *_chain(left[::-1]))


def _chain(points: list[Point]) -> list[Point]:
    """The points of one side between which no other bulges out."""
    side: list[Point] = []
    for point in points:
        while len(side) > 1 and _cross(side[-2], side[-1], point) <= 0:
            side.pop()
        side.append(point)
    return side


def _cross(o: Point, a: Point, b: Point) -> float:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])

"""Which of the areas on a page is read first.

Three rules put one area before another: it stands above and they share some width; it stands to the left at the
same height; or it stands to the left in another column, a lane holding both apart, and nothing as wide as both
lies between their heights (a heading across two columns ends what is above it)."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import TypeVar

from ocr_engine.layout.lanes import Lane
from ocr_engine.layout.pieces import Area

A = TypeVar("A", bound=Area)


def in_order(areas: Sequence[A], gutters: Sequence[Lane] = ()) -> list[A]:
    """All areas in reading order. Cost grows with the cube of their number: give strips, not lines."""
    count = len(areas)
    after: list[set[int]] = [set() for _ in areas]
    for i in range(count):
        for j in range(count):
            if i != j and (_above(areas[i], areas[j]) or _left(areas, i, j, gutters)):
                after[i].add(j)
    return [areas[i] for i in _sorted(areas, after)]


def _share(a: Area, b: Area) -> bool:
    return a.under(b) > 0.1 * min(a.width, b.width)


def _above(a: Area, b: Area) -> bool:
    return a.middle < b.middle and _share(a, b)


def _left(areas: Sequence[Area], i: int, j: int, gutters: Sequence[Lane]) -> bool:
    a, b = areas[i], areas[j]
    if _share(a, b) or a.x0 + a.x1 >= b.x0 + b.x1:
        return False
    top, bottom = min(a.y1, b.y1), max(a.y0, b.y0)
    if top > bottom:
        return True
    if not any(lane.holds_apart(a, b) for lane in gutters):
        return False
    return not any(
        top - 1e-6 <= c.middle <= bottom + 1e-6 and _share(c, a) and _share(c, b)
        for k, c in enumerate(areas)
        if k not in (i, j)
    )


def _sorted(areas: Sequence[Area], after: list[set[int]]) -> list[int]:
    """Topological order, ties from top to bottom; where the rules contradict each other, the topmost goes first."""
    waits = [0] * len(areas)
    for followers in after:
        for j in followers:
            waits[j] += 1
    key = [(area.y0, area.x0, i) for i, area in enumerate(areas)]
    ready = [key[i] for i, n in enumerate(waits) if n == 0]
    heapify(ready)
    left, order = set(range(len(areas))), []
    while left:
        i = heappop(ready)[2] if ready else min(left, key=lambda k: (waits[k], key[k]))
        if i not in left:
            continue
        left.discard(i)
        order.append(i)
        for j in after[i]:
            waits[j] -= 1
            if waits[j] == 0 and j in left:
                heappush(ready, key[j])
    return order

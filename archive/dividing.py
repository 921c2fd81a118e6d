"""Words shared out over rooms one after the other, such as the lines of a page: by how wide both are, and by what
else speaks for a room."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

_UNEVEN = 0.1  # of a room: so far letters are wider here and narrower there
_ODD = 2.0  # letters, whatever the room's size
_EMPTY = 4.0  # a room that stays empty costs no more than this: words may be missing
_WINDOW = 16  # words before and after the place where a break is to be expected
_SHORT = 40  # so many words are tried at every place


@dataclass(frozen=True, slots=True)
class Room:
    """In letters, each word with a blank after it."""

    least: float  # less leaves it empty in part
    most: float  # more does not fit


def divided(sizes: Sequence[float], rooms: Sequence[Room], drawn: Sequence[Mapping[int, float]] = ()) -> list[int]:
    """For each word, of which the sizes are given, the room it goes to, never one before that of an earlier word;
    the rooms together fit best (dynamic programming). `drawn` says for each word what speaks for which room."""
    reach = list(accumulate(sizes, initial=0.0))
    spans = _windows(reach, rooms)
    best: dict[int, float] = {0: 0.0}
    came: list[dict[int, int]] = []
    for number, room in enumerate(rooms):
        speaks = [each.get(number, 0.0) for each in drawn] or [0.0] * len(sizes)
        wins = list(accumulate(speaks, initial=0.0))
        found: dict[int, float] = {}
        back: dict[int, int] = {}
        for end in spans[number]:
            least = math.inf
            for start, cost in best.items():
                if start > end:
                    break
                now = cost + _misfit(reach[end] - reach[start], room) - wins[end] + wins[start]
                if now < least:
                    least, back[end] = now, start
            if end in back:
                found[end] = least
        best = found
        came.append(back)
    homes = [0] * len(sizes)
    end = len(sizes)
    for number in range(len(rooms) - 1, -1, -1):
        start = came[number][end]
        homes[start:end] = [number] * (end - start)
        end = start
    return homes


def _misfit(size: float, room: Room) -> float:
    over, under = size - room.most, room.least - size
    slack = _UNEVEN * room.most + _ODD
    return (over / slack) ** 2 if over > 0 else min((max(under, 0.0) / slack) ** 2, _EMPTY)


def _windows(reach: Sequence[float], rooms: Sequence[Room]) -> list[range]:
    """Where each room may end: anywhere in a short text, near its share of a long one."""
    count = len(reach) - 1
    if count <= _SHORT:
        spans = [range(count + 1) for _ in rooms]
    else:
        whole = sum(max(room.least, _ODD) for room in rooms)
        spans, at, sum_ = [], 0, 0.0
        for room in rooms:
            sum_ += max(room.least, _ODD)
            while at < count and reach[at] < reach[-1] * sum_ / whole:
                at += 1
            spans.append(range(max(0, at - _WINDOW), min(count, at + _WINDOW) + 1))
    spans[-1] = range(count, count + 1)
    return spans

"""Rows of ink: how much of it lies at each height of an area, and where that is a line of writing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from archive.geometry import Box
from ocr_engine.rapid.detecting import Grey
from ocr_engine.rapid.ink import inked, letters_of

_LITTLE = 0.2  # of the ink that a full height has: less lies between rows
_FULL = 90  # percentile of the inked heights
_LOW = 0.4  # of a middling row's height: accents, rules and specks are lower
_MOST = 400  # rows of a page: more are no lines
_BESIDE = 0.015  # of the page: models draw their boxes a little beside what they mean
_FEW = 4  # letters: fewer in a row are a stain, a rule in pieces, the number of the page


def rows_of(page: Grey, areas: Sequence[Box]) -> tuple[Box, ...]:
    """The rows of each area, from above; `page` is upright."""
    ink, _scale = inked(page)
    high, wide = ink.shape
    found: list[Box] = []
    for area in areas:
        left, right = int(area.x0 * wide), max(int(area.x1 * wide + 0.5), int(area.x0 * wide) + 1)
        top, bottom = int(area.y0 * high), max(int(area.y1 * high + 0.5), int(area.y0 * high) + 1)
        for y0, y1, x0, x1 in _rows(ink[top:bottom, left:right]):
            found.append(Box.of_pixels(left + x0, top + y0, left + x1, top + y1, wide, high))
    return tuple(found[:_MOST])


def outside(page: Grey, areas: Sequence[Box]) -> tuple[float, tuple[Box, ...]]:
    """The share of what could be letters that stands in rows which no area covers, and these rows."""
    ink, _scale = inked(page)
    letters = letters_of(ink)
    if not len(letters):
        return 0.0, ()
    high, wide = ink.shape
    x, y = (letters[:, 0] + letters[:, 2]) / 2 / wide, (letters[:, 1] + letters[:, 3]) / 2 / high
    covered = np.zeros(len(letters), bool)
    for area in areas:
        across = (x >= area.x0 - _BESIDE) & (x <= area.x1 + _BESIDE)
        covered |= across & (y >= area.y0 - _BESIDE) & (y <= area.y1 + _BESIDE)
    alone = letters[~covered]
    bare = np.zeros_like(ink)
    for x0, y0, x1, y1 in alone:
        bare[y0:y1, x0:x1] = 1
    found, missing = [], 0
    for y0, y1, x0, x1 in _rows(bare):
        middle = (alone[:, 1] + alone[:, 3]) / 2
        count = int(((middle >= y0) & (middle < y1)).sum())
        if count >= _FEW:
            found.append(Box.of_pixels(x0, y0, x1, y1, wide, high))
            missing += count
    return min(1.0, missing / len(letters)), tuple(found[:_MOST])


def _rows(ink: Grey) -> Iterator[tuple[int, int, int, int]]:
    """y0, y1, x0, x1"""
    profile = ink.sum(axis=1, dtype=np.int32)
    if not profile.any():
        return
    profile = np.convolve(profile, np.full(3, 1 / 3), "same")
    full = float(np.percentile(profile[profile > 0], _FULL))
    runs = _runs(profile > _LITTLE * full)
    middling = float(np.median([end - start for start, end in runs]))
    kept = [(start, end) for start, end in runs if end - start >= _LOW * middling]
    for at, (start, end) in enumerate(kept):
        # As far as ascenders and descenders go, and no farther than half way to the next.
        reach = round(0.25 * (end - start))
        top = max(start - reach, (kept[at - 1][1] + start) // 2 if at else 0)
        bottom = min(end + reach, (end + kept[at + 1][0] + 1) // 2 if at + 1 < len(kept) else len(profile))
        columns = np.flatnonzero(ink[start:end].any(axis=0))
        if len(columns):
            yield top, bottom, int(columns[0]), int(columns[-1]) + 1


def _runs(full: np.ndarray[Any, np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]

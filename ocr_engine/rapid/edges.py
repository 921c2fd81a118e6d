"""Where the words of a line begin and end: between two words lies paper.

The network says about where each character is; the ink of the strip says where the gap is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ocr_engine.rapid.alphabet import is_eastern
from ocr_engine.rapid.cutting import MARGIN
from ocr_engine.rapid.decoding import Spelled
from ocr_engine.rapid.detecting import Grey
from ocr_engine.rapid.networks import HEIGHT

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Span = tuple[int, int]


def words_of(text: str) -> list[Span]:
    """Spans of words: what blanks divide, and each ideograph by itself."""
    spans: list[Span] = []
    begin: int | None = None
    for at, character in enumerate([*text, " "]):
        alone = is_eastern(character)
        if begin is not None and (character.isspace() or alone):
            spans.append((begin, at))
            begin = None
        if alone:
            spans.append((at, at + 1))
        elif begin is None and not character.isspace():
            begin = at
    return spans


def inked(strip: Grey) -> Flags:
    """Which pixels of the strip are ink, dark on light or light on dark."""
    paper = float(np.median(strip))
    difference = np.abs(strip.astype(np.float32) - paper)
    ink: Flags = difference > max(24.0, 0.4 * float(np.percentile(difference, 99)))
    return ink


def rows_of(ink: Flags) -> tuple[float, float]:
    """The upper and lower edge of the writing as shares of the height of a strip with its margins.

    Into the margins the writing is only followed: what stands there by itself belongs to another line."""
    filled = ink.sum(axis=1) >= max(2, 0.01 * ink.shape[1])
    margin = round(MARGIN * len(ink))
    own = np.flatnonzero(filled[margin : len(ink) - margin]) + margin
    if not len(own):
        return 0.0, 1.0
    upper, lower = int(own[0]), int(own[-1]) + 1
    while upper > 0 and filled[upper - 1]:
        upper -= 1
    while lower < len(ink) and filled[lower]:
        lower += 1
    return upper / len(ink), lower / len(ink)


def word_rows(ink: Flags, edges: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """For each word the rows its own ink fills: “more” is lower than “High”."""
    return [rows_of(ink[:, int(left) : max(int(left) + 1, round(right))]) for left, right in edges]


def edges_of(spelled: Spelled, ink: Flags) -> list[tuple[float, float]]:
    """For each word of the line its left and right edge, in pixels of the strip."""
    spans = words_of(spelled.text)
    if not spans:
        return []
    wide = ink.shape[1]
    empty = ink[3:-3].sum(axis=0) == 0
    pitch = _pitch(spelled, wide)
    first, last = spelled.at[spans[0][0]], spelled.at[spans[-1][1] - 1]
    left = _outward(empty, first, -1, pitch)
    borders = []
    for (_, end), (begin, _) in pairwise(spans):
        borders.append(_gap(empty, spelled.at[end - 1], spelled.at[begin]))
    right = _outward(empty, last, 1, pitch)
    lefts = [left, *(b for _a, b in borders)]
    rights = [*(a for a, _b in borders), right]
    return [(max(0.0, a), min(float(wide), max(b, a + 1))) for a, b in zip(lefts, rights, strict=True)]


def _pitch(spelled: Spelled, wide: int) -> float:
    """Pixels from one character to the next."""
    steps = np.diff(spelled.at)
    return float(np.median(steps)) if len(steps) else min(HEIGHT / 2, wide)


def _gap(empty: Flags, a: float, b: float) -> tuple[float, float]:
    """The widest stretch of paper between the centres of two characters."""
    begin, end = int(a), max(int(a) + 1, int(b) + 1)
    best, run = (0, 0), 0
    for at, is_paper in enumerate(empty[begin:end].tolist(), begin):
        run = run + 1 if is_paper else 0
        if run > best[1] - best[0]:
            best = (at + 1 - run, at + 1)
    if best[1] - best[0] < 2:
        middle = (a + b) / 2
        return middle, middle
    return float(best[0]), float(best[1])


def _outward(empty: Flags, centre: float, way: int, pitch: float) -> float:
    """From the outermost character's centre to where its ink ends; a small gap inside it is stepped over."""
    at, paper, last = int(min(max(centre, 0), len(empty) - 1)), 0, centre + way * pitch / 2
    while 0 <= at < len(empty) and paper <= 0.6 * pitch:
        if empty[at]:
            paper += 1
        else:
            paper, last = 0, at + (way > 0)
        at += way
    return float(last)

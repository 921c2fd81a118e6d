"""A look at a page's picture, whoever read it: rows of writing, what shows through, bare paper. Some 25 ms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from archive.geometry import Box, Turn
from ocr_engine.gate.sight import Row, Sight
from ocr_engine.rapid.detecting import Grey

Numbers = np.ndarray[Any, Any]
_LOOK = (1400, 2800)  # pixels of the longer side; the second where letters are too small to be told apart
_LEAST = 500  # in a smaller one letters cannot be told from specks
_SMALLEST = 700  # a smaller picture is made twice as large
_TINY = 6.0  # pixels: letters lower than this run together
_CELL, _AROUND = 8, 7  # pixels; the brightest of so many cells both ways is as bright as the paper
_DARK = 90  # of 255: a page as dark as this in the middle is written on in white
_CONTRAST = 12  # grey levels; and at least so many times the paper's own unevenness
_NOISE, _MOST = 4.0, 40.0
_PART = 0.45  # of the depth of a page's ink: what is lighter parts its letters
_SPECK = 5  # pixels of a piece: less is dust
_RULE = 25  # a piece so many times as wide as high is a rule
_HELD = 0.12  # of a piece's box is ink: less is a scribble or a frame
_TELLING = 60  # letters: of fewer nothing is said about their size
_JOIN = 0.9  # of its height: so far to both sides a letter reaches its neighbour
_FEW = 3  # letters that make a row
_ADVANCE = 0.86  # of the middling height of a row's letters: what one takes up, its share of a blank with it
_FAINT, _FAINTEST = 0.2, 0.045  # of the paper's brightness: ink that may have come through from behind, or must
#: How steep the edges of letters are, of their depth, a pixel; as many times as their height's root: large letters
#: have thicker strokes. What came through the paper is blurred.
_BLURRED, _CRISP = 0.9, 1.4
#: Letters of most scripts have their stems on the left. By so many deviations the ink of many leans to the right
#: of their middle where they are seen from behind, and to the left where they are not.
_BEHIND, _BEFORE = 2.0, -3.0
_SUSPECT = 0.6  # so blurred that no lean excuses it


def look(image: str, turn: Turn = 0) -> Sight | None:
    """None where the picture cannot be looked at. `turn` brings it upright."""
    page: Grey | None = cv2.imread(image, cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    if page is None:
        return None
    page = np.ascontiguousarray(np.rot90(page, -turn // 90)) if turn else page
    return seen(page)


def seen(page: Grey) -> Sight:
    first, second = _LOOK
    found = _pieces(_sized(page, first))
    if found is not None and found.high < _TINY and max(page.shape) > first:
        found = _pieces(_sized(page, second))
    if found is None:
        return Sight(tiny=max(page.shape) < _LEAST)
    sight = _sight(found)
    return replace(sight, tiny=True) if max(page.shape) < _LEAST else sight


def _sized(page: Grey, most: int) -> Grey:
    longest = max(page.shape)
    scale = min(1.0, most / longest) if longest >= _SMALLEST else 2.0
    if scale == 1.0:
        return page
    size = (max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale)))
    made: Grey = cv2.resize(page, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return made


def _paper(page: Grey) -> Grey:
    """How bright the paper is at each place, whatever is written there."""
    high, wide = page.shape
    cells = cv2.resize(page, (max(1, wide // _CELL), max(1, high // _CELL)), interpolation=cv2.INTER_AREA)
    bright = cv2.blur(cv2.dilate(cells, np.ones((_AROUND, _AROUND), np.uint8)), (_AROUND, _AROUND))
    made: Grey = cv2.resize(bright, (wide, high), interpolation=cv2.INTER_LINEAR)
    return made


def _middle(tall: Numbers) -> float:
    """The middling height, where a piece counts by its area: specks outnumber letters on a worn page."""
    ordered = np.sort(tall).astype(np.float64)
    weight = np.cumsum(ordered**2)
    return float(ordered[np.searchsorted(weight, weight[-1] / 2)])


class _Pieces:
    """The connected pieces of ink of a page that could be letters, or some that touch."""

    def __init__(self, mask: Grey, places: Numbers, depth: Numbers, sharp: Numbers, lean: Numbers) -> None:
        self.mask, self.places, self.depth, self.sharp, self.lean = mask, places, depth, sharp, lean
        self.high = _middle(places[:, 3] - places[:, 1])


def _pieces(page: Grey) -> _Pieces | None:
    if float(np.median(page[::7, ::7])) < _DARK:
        page = 255 - page  # light writing on a dark ground
    paper = _paper(page)
    deep = cv2.subtract(paper, page, dtype=cv2.CV_16S)
    some = deep[::5, ::5]
    usual = float(np.median(some))
    noise = 1.4826 * float(np.median(np.abs(some - usual)))
    least = max(0.0, usual) + max(_CONTRAST, min(_NOISE * noise, _MOST))
    mask = (deep > least).astype(np.uint8)
    all_ink = deep[mask.astype(bool)]
    # Letters run into each other where their soft edges count as ink.
    darker = _PART * float(np.median(all_ink)) if len(all_ink) else 0.0
    parted = (deep > darker).astype(np.uint8) if darker > least else mask
    count, labels, stats, centres = cv2.connectedComponentsWithStats(parted)
    if count < 2:
        return None
    high, wide, area = (stats[:, at] for at in (cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_AREA))
    kept = (area >= _SPECK) & (high >= 4) & (high < page.shape[0] / 8) & (wide < _RULE * high) & (high < 6 * wide)
    kept &= area >= _HELD * high * wide
    kept[0] = False
    if not kept.any():
        return None
    ink = np.flatnonzero(parted)
    of = labels.ravel()[ink]
    flat = page.ravel().astype(np.int16)
    edge = np.abs(flat[np.minimum(ink + 1, flat.size - 1)] - flat[ink])
    whole = np.maximum(area, 1)
    depth = (
        np.bincount(of, weights=deep.ravel()[ink] / np.maximum(paper.ravel()[ink], 40.0), minlength=count) / whole
    )
    grey = np.bincount(of, weights=deep.ravel()[ink], minlength=count) / whole
    sharp = np.bincount(of, weights=edge, minlength=count) / whole / np.maximum(grey, 1.0)
    x, y = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    lean = (centres[:, 0] - (x + (wide - 1) / 2)) / wide
    places = np.stack([x, y, x + wide, y + high], axis=1)
    return _Pieces(mask, places[kept], depth[kept], sharp[kept], lean[kept])


@dataclass(frozen=True, slots=True)
class _Run:
    row: Row
    depth: float
    crisp: float
    leans: Numbers  # of its letters


def _sight(found: _Pieces) -> Sight:
    runs = [run for run in (_run(found, members) for members in _runs(found)) if run is not None]
    faint = [run.leans for run in runs if run.depth < _FAINT]
    lean = _deviations(np.concatenate(faint)) if faint else 0.0
    clear = tuple(run.row for run in runs if not _behind(run, lean))
    shown = tuple(run.row for run in runs if _behind(run, lean))
    tall = [row.box.height * found.mask.shape[0] for row in clear for _ in range(row.letters)]
    # A page on which little is written may show specks rather than letters.
    tiny = len(tall) > _TELLING and float(np.median(tall)) < _TINY + 2
    return Sight(clear, shown, tiny, cv2.integral(found.mask))


def _run(found: _Pieces, members: Numbers) -> _Run | None:
    places = found.places[members]
    tall, wide = places[:, 3] - places[:, 1], places[:, 2] - places[:, 0]
    middling = float(np.median(tall))
    x0, y0, x1, y1 = places[:, 0].min(), places[:, 1].min(), places[:, 2].max(), places[:, 3].max()
    # Lines whose flourishes touch are one run: as much as all its pieces would fill one beside the other.
    room = max(float(x1 - x0), 1.1 * float(wide.sum())) / (_ADVANCE * middling)
    if len(members) < _FEW and room < _FEW:
        return None
    high, across = found.mask.shape
    box = Box.of_pixels(float(x0), float(y0), float(x1), float(y1), across, high)
    letters = max(1, int((wide > 0.25 * middling).sum()))
    crisp = float(np.median(found.sharp[members])) * middling**0.5
    like = (tall > 0.7 * middling) & (wide < 2 * middling)
    return _Run(Row(box, letters, room), float(np.median(found.depth[members])), crisp, found.lean[members][like])


def _behind(run: _Run, lean: float) -> bool:
    """Whether it is seen through the paper."""
    if run.depth < _FAINTEST:
        return True
    if run.depth >= _FAINT or (lean < _BEFORE and run.crisp > _SUSPECT):
        return False
    return run.crisp < (_CRISP if lean > _BEHIND else _BLURRED)


def _deviations(leans: Numbers) -> float:
    """By how many deviations their mean is above nothing."""
    if len(leans) < 2:
        return 0.0
    return float(leans.mean() / max(float(leans.std()) / len(leans) ** 0.5, 1e-6))


def _runs(found: _Pieces) -> list[Numbers]:
    """Pieces of one row: drawn wider than they are, and as flat as the middle of a letter, they touch."""
    canvas = np.zeros_like(found.mask)
    tall = found.places[:, 3] - found.places[:, 1]
    usual = _middle(tall)
    reach = np.round(_JOIN * np.clip(tall, 0.5 * usual, 2.0 * usual)).astype(int)
    middle = (found.places[:, 1] + found.places[:, 3]) // 2
    half = np.maximum(1, np.round(0.3 * np.minimum(tall, usual))).astype(int)
    values = zip(found.places.tolist(), middle.tolist(), half.tolist(), reach.tolist(), strict=True)
    for (x0, _y0, x1, _y1), y, less, far in values:
        canvas[max(0, y - less) : y + less + 1, max(0, x0 - far) : x1 + far] = 1
    _count, labels = cv2.connectedComponents(canvas)
    of = labels[middle, (found.places[:, 0] + found.places[:, 2]) // 2]
    order = np.argsort(of, kind="stable")
    return [run for run in np.split(order, np.flatnonzero(np.diff(of[order])) + 1) if len(run)]

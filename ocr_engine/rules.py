"""Straight lines drawn on a page: what parts columns and frames the cells of tables. Pure; about 15 ms a page."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Grey = np.ndarray[Any, np.dtype[np.uint8]]
Segment = tuple[float, float, float, float]

_LOOK = 1300  # pixels of the longer side looked at
_CONTRAST = 22  # grey levels between a fine line and the paper around it
_LONG = 0.045  # of the longer side: shorter strokes belong to letters
_THICK = 0.006  # of the longer side: thicker is a bar or a picture
_END = 8  # pixels at either end in which its height is taken
_MOST = 600  # more are the hatching of a picture


def rules(page: Grey) -> list[Segment]:
    """Level and upright rules of an upright page as `x0, y0, x1, y1` in its pixels; leaning
    by three degrees at most."""
    scale = min(1.0, _LOOK / max(page.shape))
    small = page
    if scale < 1.0:
        size = (max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale)))
        small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    darker = cv2.subtract(cv2.blur(small, (31, 31)), small)  # 0 where the page is lighter than around
    _least, ink = cv2.threshold(darker, _CONTRAST, 1, cv2.THRESH_BINARY)
    level = _level(ink)
    upright = [(y0, x0, y1, x1) for x0, y0, x1, y1 in _level(np.ascontiguousarray(ink.T))]
    found = [*level, *upright]
    if len(found) > _MOST:
        return []
    return [tuple((v + 0.5) / scale for v in each) for each in found]


def _level(ink: Grey) -> list[Segment]:
    side = max(ink.shape)
    long = max(40, round(_LONG * side))
    # a leaning line is a stair: drawn thicker, its steps overlap
    strokes = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    strokes = cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    strokes = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((1, long // 3), np.uint8))
    # outlines are ten times as quick as labels on a page that is mostly empty
    outlines, _tree = cv2.findContours(strokes, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found = []
    for outline in outlines:
        x, _y, wide, high = cv2.boundingRect(outline)
        thick_here = cv2.contourArea(outline) / wide + 1
        if wide < long or thick_here > _THICK * side + 2 or high > 0.06 * wide + _THICK * side + 2:
            continue
        xs, ys = outline[:, 0, 0], outline[:, 0, 1]
        first, last = ys[xs <= x + _END], ys[xs >= x + wide - 1 - _END]
        found.append((float(x), float(first.mean()), float(x + wide - 1), float(last.mean())))
    return found

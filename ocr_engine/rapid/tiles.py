"""Looking for lines at the size of the writing, in overlapping tiles where the page is large.

The detector is shown letters of about one height, whatever the scan's resolution: large print is
looked at small, and a newspaper of 23 megapixels is not shrunk until its columns blur.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr_engine.rapid.detecting import Found, Grey, Quad, detect, sides_of
from ocr_engine.rapid.networks import Networks

_LETTER = 12.0  # pixels a letter of median height gets in what the detector is shown
_SMALL, _WHOLE = 640, 1344  # pixels of the longer side: the least that is shown, the most that is shown at once
_TILE, _OVERLAP = 1216, 192


def scale_for(shape: tuple[int, ...], letter: float) -> float:
    """How much of the page's resolution the detector gets; never more than all of it, small pages apart."""
    longer = max(shape)
    if not letter:
        return min(1.0, _WHOLE / longer)
    wanted = _LETTER / letter
    return min(max(wanted, _SMALL / longer), max(1.0, min(2.0, _SMALL / longer)))


def detect_whole(networks: Networks, page: Grey, letter: float) -> list[Found]:
    scale = scale_for(page.shape, letter)
    high, wide = (side * scale for side in page.shape)
    # Somewhat smaller than wanted does less harm than the time of six tiles.
    if max(high, wide) <= 2 * _WHOLE:
        return detect(networks, page, min(scale, 1.2 * _WHOLE / max(page.shape)))
    size = tuple(max(1, round(side * scale)) for side in page.shape)
    shown = cv2.resize(page, (size[1], size[0]), interpolation=cv2.INTER_AREA) if scale < 1 else page
    found: list[Found] = []
    for top in starts(size[0]):
        for left in starts(size[1]):
            tile = shown[top : top + _TILE, left : left + _TILE]
            for line in detect(networks, tile, 1.0):
                found.append(Found(line.quad + np.array([left, top], dtype=np.float32), line.sure))
    stretch = np.array([page.shape[1] / size[1], page.shape[0] / size[0]], dtype=np.float32)
    return [Found(line.quad * stretch, line.sure) for line in merged(found)]


def starts(side: int) -> list[int]:
    """Where tiles begin along a side: evenly spread, overlapping by at least `_OVERLAP`."""
    if side <= _TILE:
        return [0]
    count = -(-(side - _OVERLAP) // (_TILE - _OVERLAP))
    return [round(at * (side - _TILE) / (count - 1)) for at in range(count)]


def merged(found: list[Found]) -> list[Found]:
    """Pieces of one line that two tiles saw become one; what one tile saw whole swallows the other's part."""
    kept: list[Found] = []
    for line in sorted(found, key=lambda line: -sides_of(line.quad)[0]):
        for at, other in enumerate(kept):
            if _same_line(line.quad, other.quad):
                kept[at] = Found(_spanning(other.quad, line.quad), max(line.sure, other.sure))
                break
        else:
            kept.append(line)
    return kept if len(kept) == len(found) else merged(kept)


def _along(quad: Quad, other: Quad) -> tuple[Quad, Quad]:
    """`other` in the frame of `quad`: shares of its length along it and of its height across it."""
    right, down = quad[1] - quad[0], quad[3] - quad[0]
    offset = other - quad[0]
    return offset @ right / float(right @ right), offset @ down / float(down @ down)


def _same_line(quad: Quad, other: Quad) -> bool:
    """Whether the two overlap, lie on one line and are about equally high: no overlap, no join."""
    along, across = _along(other, quad)
    begin, end, upper, lower = along.min(), along.max(), across.min(), across.max()
    shared = min(lower, 1.0) - max(upper, 0.0)
    height = lower - upper
    if min(end, 1.0) - max(begin, 0.0) <= 0 or shared < 0.6 * min(height, 1.0):
        return False
    return bool(0.5 < height < 2.0) or bool(begin > -0.02 and end < 1.02 and height <= 1.0)


def _spanning(longer: Quad, other: Quad) -> Quad:
    """The longer line, made as long as both."""
    along, _across = _along(longer, other)
    begin, end = min(0.0, float(along.min())), max(1.0, float(along.max()))
    top, bottom = longer[1] - longer[0], longer[2] - longer[3]
    return np.array(
        [longer[0] + top * begin, longer[0] + top * end, longer[3] + bottom * end, longer[3] + bottom * begin],
        dtype=np.float32,
    )

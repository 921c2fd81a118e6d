"""Cutting a line out of the page as the strip the reader wants.

The reader was trained on strips 48 pixels high that show a line with the detector's wide margins. Without most
of the margins 32 rows show the letters nearly as large, and reading costs a third less; tried on print
and typescript, no more is misread. How wide a strip is goes by the trained height still.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from ocr_engine.rapid.detecting import Grey, Quad, angle_of, sides_of
from ocr_engine.rapid.networks import HEIGHT, STEP, TRAINED, Floats

_FLAT = 0.35  # degrees: below this a line is cut out without turning it
_WIDEST = 4096
MARGIN = 0.1  # of the outline's height that is left out, above and below


def cut(page: Grey, quad: Quad, spread: float = 1.0) -> tuple[Grey, Quad]:
    """The line as an upright strip, and the outline that the strip shows exactly.

    `spread` is how much wider than its height says the strip is made: see `spreading`."""
    width = _width(*sides_of(quad), spread)
    return _shown(page, _with_margins(quad, -MARGIN), width, HEIGHT)


def cut_wide(page: Grey, quad: Quad, width: int) -> tuple[Grey, Quad]:
    """The same line with the margins that `cut` left out: there hang the tails of its letters."""
    return _shown(page, _with_margins(quad, MARGIN / (1 - 2 * MARGIN)), width, TRAINED)


def _shown(page: Grey, quad: Quad, width: int, rows: int) -> tuple[Grey, Quad]:
    if abs(angle_of(quad)) <= _FLAT:
        high, wide = page.shape
        left, top = (max(0, math.floor(v)) for v in quad.min(axis=0))
        right, bottom = min(wide, math.ceil(quad[:, 0].max())), min(high, math.ceil(quad[:, 1].max()))
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        shown = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)
        piece = page[top:bottom, left:right]
        return cv2.resize(piece, (width, rows), interpolation=_way(bottom - top)), shown
    turn = cv2.getAffineTransform(quad[:3], np.array([[0, 0], [width, 0], [width, rows]], dtype=np.float32))
    strip = cv2.warpAffine(page, turn, (width, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return strip, quad


def _with_margins(quad: Quad, share: float) -> Quad:
    """With as much of its height more, or less, above and below."""
    left, right = (quad[3] - quad[0]) * share, (quad[2] - quad[1]) * share
    return np.array([quad[0] - left, quad[1] - right, quad[2] + right, quad[3] + left], dtype=np.float32)


def _way(height: int) -> int:
    """Averaging where the line shrinks by much: thin strokes would fall between the samples."""
    return cv2.INTER_AREA if height > 1.3 * HEIGHT else cv2.INTER_LINEAR


def _width(length: float, height: float, spread: float) -> int:
    return max(STEP, min(_WIDEST, round(spread * TRAINED * length / max(height, 1.0))))


def padded(strip: Grey) -> Floats:
    """-1..1, made wider with mid-grey up to one of a few widths: each new shape costs time and memory."""
    wide = strip.shape[1]
    bucket = 32 if wide <= 640 else 64 if wide <= 1280 else 128
    made = np.zeros((HEIGHT, -(-wide // bucket) * bucket), dtype=np.float32)
    np.multiply(strip, np.float32(1 / 127.5), out=made[:, :wide], casting="unsafe")
    made[:, :wide] -= 1.0
    return made

"""Cutting a line out of the page as the strip the reader wants."""

from __future__ import annotations

import math

import cv2
import numpy as np

from ocr_engine.rapid.detecting import Grey, Quad, angle_of, sides_of
from ocr_engine.rapid.networks import HEIGHT, STEP, Floats

_FLAT = 0.35  # degrees: below this a line is cut out without turning it
_WIDEST = 4096


def cut(page: Grey, quad: Quad, spread: float = 1.0) -> tuple[Grey, Quad]:
    """The line as an upright strip 48 pixels high, and the outline that the strip shows exactly.

    `spread` is how much wider than its height says the strip is made: see `spreading`."""
    angle = angle_of(quad)
    if abs(angle) <= _FLAT:
        high, wide = page.shape
        left, top = (max(0, math.floor(v)) for v in quad.min(axis=0))
        right, bottom = min(wide, math.ceil(quad[:, 0].max())), min(high, math.ceil(quad[:, 1].max()))
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        shown = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)
        piece = page[top:bottom, left:right]
        return cv2.resize(
            piece, (_width(right - left, bottom - top, spread), HEIGHT), interpolation=cv2.INTER_LINEAR
        ), shown
    length, height = sides_of(quad)
    width = _width(length, height, spread)
    turn = cv2.getAffineTransform(quad[:3], np.array([[0, 0], [width, 0], [width, HEIGHT]], dtype=np.float32))
    strip = cv2.warpAffine(page, turn, (width, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return strip, quad


def _way(top: int, bottom: int) -> int:
    """Averaging where the line shrinks by much: thin strokes would fall between the samples."""
    return cv2.INTER_AREA if bottom - top > 1.5 * HEIGHT else cv2.INTER_LINEAR


def _width(length: float, height: float, spread: float) -> int:
    return max(STEP, min(_WIDEST, round(spread * HEIGHT * length / max(height, 1.0))))


def padded(strip: Grey) -> Floats:
    """-1..1, made wider with mid-grey up to one of a few widths: each new shape costs time and memory."""
    wide = strip.shape[1]
    bucket = 32 if wide <= 640 else 64 if wide <= 1280 else 128
    made = np.zeros((HEIGHT, -(-wide // bucket) * bucket), dtype=np.float32)
    np.multiply(strip, np.float32(1 / 127.5), out=made[:, :wide], casting="unsafe")
    made[:, :wide] -= 1.0
    return made

"""What can be known of a page without any network: is there ink, and how large is the writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ocr_engine.rapid.detecting import Grey

Ints = np.ndarray[Any, np.dtype[np.int32]]
Boxes = Ints  # four of them a row
Flags = np.ndarray[Any, np.dtype[np.bool_]]
_LOOK = 1400  # pixels of the longer side looked at
_CONTRAST = 36  # grey levels between ink and the paper around it
_DARK = 128  # grey level: a page whose middle is above it is no dark ground
_SPECK = 6  # pixels: less is dust


@dataclass(frozen=True, slots=True)
class Ink:
    share: float  # of the page that is inked, specks left out
    marks: int  # connected pieces of ink
    letter: float  # median height of a letter in pixels of the page; 0 when there are none

    @property
    def none(self) -> bool:
        """Nothing a reader could read: a page number alone is more than this."""
        return self.marks == 0


def inked(page: Grey) -> tuple[Grey, float]:
    """1 where there is ink, on a page made small enough; and how much smaller it was made."""
    scale = min(1.0, _LOOK / max(page.shape))
    small = page
    if scale < 1.0:
        size = (max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale)))
        small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(small, (61, 61)).astype(np.int16)
    difference = paper - small
    # Light writing on a dark ground. On a bright page it is but the paper around large letters.
    brighter, darker = (np.count_nonzero(difference * sign > _CONTRAST) for sign in (-1, 1))
    if brighter > darker * 2 and np.median(small) < _DARK:
        difference = -difference
    return (difference > _CONTRAST).astype(np.uint8), scale


def ink_of(page: Grey) -> Ink:
    small, scale = inked(page)
    pieces, letters = _pieces(small)
    high = pieces[:, cv2.CC_STAT_HEIGHT]
    share = float(pieces[:, cv2.CC_STAT_AREA].sum()) / small.size
    return Ink(share, int(letters.sum()), _middle(high[letters]) / scale)


def letters_of(small: Grey) -> Boxes:
    """Where pieces of ink stand that could be letters: left, top, right, bottom, in pixels of the small page."""
    pieces, letters = _pieces(small)
    found = pieces[letters][:, [cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    found[:, 2:] += found[:, :2]
    return found


def _pieces(small: Grey) -> tuple[Ints, Flags]:
    """The connected pieces of ink, without dust; and which of them could be letters."""
    _count, _labels, stats, _centres = cv2.connectedComponentsWithStats(small)
    pieces = stats[1:]
    pieces = pieces[pieces[:, cv2.CC_STAT_AREA] >= _SPECK]
    high, wide = pieces[:, cv2.CC_STAT_HEIGHT], pieces[:, cv2.CC_STAT_WIDTH]
    return pieces, (high >= 4) & (high < small.shape[0] / 12) & (wide < 4 * high) & (high < 6 * wide)


def _middle(heights: Ints) -> float:
    """The median, where a piece counts by its area: specks outnumber letters on a worn page."""
    if not len(heights):
        return 0.0
    ordered = np.sort(heights)
    weight = np.cumsum(ordered.astype(np.float64) ** 2)
    return float(ordered[np.searchsorted(weight, weight[-1] / 2)])

"""Pages that lie on their side or stand on their head.

The detector shows which way lines run; which end is up, a few lines read both ways tell. A strip
turned by 180 degrees costs nothing to make, so no page is looked for lines twice.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import cv2
import numpy as np

from archive.geometry import Turn
from ocr_engine.rapid.cutting import cut, padded
from ocr_engine.rapid.decoding import Spelled, spell
from ocr_engine.rapid.detecting import Found, Grey, Quad, angle_of, sides_of
from ocr_engine.rapid.networks import Networks

_ROTATIONS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_TRIED = 4  # lines
_ENOUGH = 384  # pixels of a strip: a few words tell
_CLEAR = 0.08  # by so much the other way must be read more surely


def turned_page(page: Grey, turn: Turn) -> Grey:
    turned: Grey = cv2.rotate(page, _ROTATIONS[turn]) if turn else page
    return turned


def turned_quad(quad: Quad, turn: Turn, width: int, height: int) -> Quad:
    """A line's outline after the page of this size was turned; its top stays its top, or faces up again."""
    x, y = quad[:, 0], quad[:, 1]
    moved = {0: (x, y), 90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[turn]
    made = np.stack(moved, axis=1).astype(np.float32)
    return np.roll(made, 2, axis=0) if abs(angle_of(made)) > 100 else made


def stand(found: Sequence[Found]) -> bool:
    """Whether most of the page's writing runs up or down. Short lines say nothing."""
    weights = {True: 0.0, False: 0.0}
    for line in found:
        length, height = sides_of(line.quad)
        if length > 2.5 * height:
            weights[abs(angle_of(line.quad)) > 45] += length
    return weights[True] > weights[False]


def sideways(networks: Networks, page: Grey, found: Sequence[Found]) -> Turn:
    """For a page whose lines stand: 90 or 270."""
    down, up = _both_ways(networks, page, found)
    # Lines that run down have the tops of their letters on the right: turn the page back.
    return 270 if down >= up else 90


def upside_down(networks: Networks, page: Grey, found: Sequence[Found], read: Sequence[Spelled]) -> bool:
    """Whether a page read with little confidence reads better on its head."""
    sure = [line.confidence for line in read if len(line.text) > 3]
    if sure and statistics.median(sure) > 0.9:
        return False
    forth, back = _both_ways(networks, page, found)
    return back > forth + _CLEAR


def _both_ways(networks: Networks, page: Grey, found: Sequence[Found]) -> tuple[float, float]:
    longest = sorted(found, key=lambda line: -sides_of(line.quad)[0])[:_TRIED]
    strips = [np.ascontiguousarray(cut(page, line.quad)[0][:, :_ENOUGH]) for line in longest]
    strips += [cv2.rotate(strip, cv2.ROTATE_180) for strip in strips]
    sure = [0.0] * len(strips)
    for at, steps in networks.read([padded(strip) for strip in strips], eastern=False):
        sure[at] = spell(steps, networks.characters).confidence
    half = len(longest)
    return (statistics.mean(sure[:half]), statistics.mean(sure[half:])) if half else (0.0, 0.0)

"""From a grey page to the outlines of its lines.

The network marks the core of each line; a core is closed into a rectangle and grown back to the
line's full height. Quads are (top left, top right, bottom right, bottom left) of the text's own
direction as far as it can be seen: the long side is the top, and it runs to the right or down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ocr_engine.rapid.networks import Floats, Networks

Grey = np.ndarray[Any, np.dtype[np.uint8]]
Quad = Floats  # (4, 2)
_CORE, _SURE = 0.3, 0.5  # of the map: what belongs to a core, and the mean that makes it a line
_GROW = 1.6
_GRID = 96  # pixels: sides of what the network is shown are multiples of it
_LEAST = 3  # pixels of a core's short side


@dataclass(frozen=True, slots=True)
class Found:
    quad: Quad  # in pixels of the page
    sure: float


def detect(networks: Networks, page: Grey, scale: float) -> list[Found]:
    """Lines of a page, looked at with `scale` times its resolution."""
    high, wide = page.shape
    rows, columns = (max(32, round(side * scale)) for side in (high, wide))
    small = page
    if (rows, columns) != page.shape:
        small = cv2.resize(page, (columns, rows), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    # Few sizes, since each new one costs time and memory; the margin that is added is paper-grey.
    canvas = np.full([-(-side // _GRID) * _GRID for side in (rows, columns)], 0.5, dtype=np.float32)
    np.multiply(small, np.float32(1 / 127.5), out=canvas[:rows, :columns], casting="unsafe")
    canvas[:rows, :columns] -= 1.0
    likely = networks.map(canvas)[:rows, :columns]
    stretch = np.array([wide / columns, high / rows], dtype=np.float32)
    return [Found(found.quad * stretch, found.sure) for found in lines_of(likely)]


def lines_of(likely: Floats) -> list[Found]:
    """The lines a map shows, in its own pixels."""
    cores = (likely > _CORE).astype(np.uint8)
    outlines, _tree = cv2.findContours(cores, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines:
        centre, (first, second), angle = cv2.minAreaRect(outline)
        if min(first, second) < _LEAST - 1:
            continue
        sure = _mean_inside(likely, outline)
        if sure < _SURE:
            continue
        first, second = first + 1, second + 1  # from between centres of pixels to their edges
        grown = first * second * _GROW / (first + second)  # area times ratio over length, on both sides
        found.append(Found(_corners(centre, first + grown, second + grown, angle), sure))
    return found


def _mean_inside(likely: Floats, outline: Any) -> float:
    left, top, wide, high = cv2.boundingRect(outline)
    mask = np.zeros((high, wide), dtype=np.uint8)
    cv2.drawContours(mask, [outline], -1, 1, cv2.FILLED, offset=(-left, -top))
    return float(cv2.mean(likely[top : top + high, left : left + wide], mask)[0])


def _corners(centre: tuple[float, float], first: float, second: float, angle: float) -> Quad:
    """A rectangle whose top is its long side; nearly square ones count as lying flat."""
    turned = math.radians(angle)
    if second > first:
        first, second, turned = second, first, turned + math.pi / 2
    direction = (turned + math.pi / 2) % math.pi - math.pi / 2  # to the right: -90 up to 90 degrees
    if first < 1.5 * second and abs(direction) > math.pi / 4:
        first, second, direction = second, first, direction - math.copysign(math.pi / 2, direction)
    elif direction < -math.pi / 3:
        direction += math.pi  # a standing line runs down
    along = np.array([math.cos(direction), math.sin(direction)]) * first / 2
    across = np.array([-math.sin(direction), math.cos(direction)]) * second / 2
    middle = np.array(centre) + 0.5
    corners = [middle - along - across, middle + along - across, middle + along + across, middle - along + across]
    return np.array(corners, dtype=np.float32)


def angle_of(quad: Quad) -> float:
    """Degrees by which the line's top falls to the right."""
    along = quad[1] - quad[0]
    return math.degrees(math.atan2(float(along[1]), float(along[0])))


def sides_of(quad: Quad) -> tuple[float, float]:
    """Length and height of a line."""
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))

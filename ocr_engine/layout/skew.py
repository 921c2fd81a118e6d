"""How far the lines of a page lean."""

from __future__ import annotations

from collections.abc import Iterable
from math import atan2, degrees, hypot, radians

from ocr_engine.layout.detected import DetectedLine

_LIMIT = radians(15)  # more is not skew but text that runs elsewhere
_LONG = 4.0  # a line shorter than this many heights says little about direction


def lean(lines: Iterable[DetectedLine]) -> float:
    """The angle of the text lines in radians, positive when they sink to the right; 0.0 when nothing says.

    The median over the lines, weighted by their length, so that a stamp or a caption does not turn the page."""
    votes = sorted(vote for vote in map(_of_line, lines) if vote is not None)
    half, run = sum(weight for _angle, weight in votes) / 2, 0.0
    for angle, weight in votes:
        run += weight
        if run >= half:
            return angle if abs(degrees(angle)) > 0.05 else 0.0
    return 0.0


def _of_line(line: DetectedLine) -> tuple[float, float] | None:
    left, right = _ends(line)
    wide, sinks = right[0] - left[0], right[1] - left[1]
    height = _height(line)
    if wide < _LONG * height or wide <= 0:
        return None
    angle = atan2(sinks, wide)
    return (angle, hypot(wide, sinks)) if abs(angle) <= _LIMIT else None


def _ends(line: DetectedLine) -> tuple[tuple[float, float], tuple[float, float]]:
    """The middles of the left and the right end."""
    if len(line.words) >= 3 and _is_level(line):
        # an engine that gives upright boxes still shows the lean in where its words stand
        first, *_rest, last = sorted(line.words, key=lambda w: w.x0)
        return ((first.x0 + first.x1) / 2, first.y1), ((last.x0 + last.x1) / 2, last.y1)
    a, b, c, d = sorted(line.quad)
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), ((c[0] + d[0]) / 2, (c[1] + d[1]) / 2)


def _is_level(line: DetectedLine) -> bool:
    return len({y for _x, y in line.quad}) <= 2


def _height(line: DetectedLine) -> float:
    if len(line.words) >= 3 and _is_level(line):
        return max(w.y1 - w.y0 for w in line.words)
    a, b, c, d = sorted(line.quad)
    return min(abs(b[1] - a[1]), abs(d[1] - c[1]))

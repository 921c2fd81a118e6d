"""The frame in which a page is read: level lines, first column on the left, whatever the script and the skew.

All geometry below works in this frame only; the blocks go out with the places of the page itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, inf, sin

from ocr_engine.layout.detected import DetectedLine, Point
from ocr_engine.layout.pieces import Area, Piece
from ocr_engine.layout.skew import lean


@dataclass(frozen=True, slots=True)
class Frame:
    angle: float  # radians by which the page is turned back
    mirrored: bool  # the page is read from right to left
    upended: bool  # its lines run from top to bottom, the first one at the right

    def place(self, point: Point) -> Point:
        x, y = point
        if self.upended:
            x, y = y, -x
        c, s = cos(self.angle), sin(self.angle)
        x, y = x * c + y * s, y * c - x * s
        return (-x if self.mirrored else x), y

    def reach(self, width: float, height: float) -> tuple[float, float]:
        """The first and the last height of the page in the frame."""
        ys = [self.place((x, y))[1] for x in (0.0, width) for y in (0.0, height)]
        return min(ys), max(ys)


def frame_of(lines: Sequence[DetectedLine]) -> Frame:
    if _runs_down(lines):
        return Frame(0.0, mirrored=False, upended=True)
    return Frame(lean(lines), mirrored=_runs_left(lines), upended=False)


def pieces_of(lines: Sequence[DetectedLine], frame: Frame) -> list[Piece]:
    """The lines as level boxes in the frame, from top to bottom."""
    pieces = []
    for index, line in enumerate(lines):
        x0, y0, x1, y1 = _level(line.quad, frame)
        left, right = _inked(line, frame)
        x0, x1 = (max(x0, left), min(x1, right)) if max(x0, left) < min(x1, right) else (x0, x1)
        pieces.append(Piece(x0, y0, x1, y1, index=index, text=line.text))
    return sorted(pieces, key=lambda p: (p.y0, p.x0))


def _level(corners: Sequence[Point], frame: Frame) -> tuple[float, float, float, float]:
    """The mean of two corners on each side, which undoes what is left of a lean."""
    points = [frame.place(point) for point in corners]
    xs, ys = sorted(x for x, _y in points), sorted(y for _x, y in points)
    return (xs[0] + xs[1]) / 2, (ys[0] + ys[1]) / 2, (xs[2] + xs[3]) / 2, (ys[2] + ys[3]) / 2


def _inked(line: DetectedLine, frame: Frame) -> tuple[float, float]:
    """From the first word to the last: detectors draw the boxes of lines too long."""
    spans = [_level([(w.x0, w.y0), (w.x1, w.y0), (w.x1, w.y1), (w.x0, w.y1)], frame) for w in line.words]
    return min((s[0] for s in spans), default=-inf), max((s[2] for s in spans), default=inf)


def right_to_left(text: str) -> bool:
    """Whether most letters of the text belong to a script that runs from right to left."""
    kinds = [unicodedata.bidirectional(c) for c in text]
    right = sum(kind in ("R", "AL") for kind in kinds)
    return right > sum(kind == "L" for kind in kinds)


def _runs_left(lines: Sequence[DetectedLine]) -> bool:
    votes = sum(len(line.text) if right_to_left(line.text) else -len(line.text) for line in lines)
    return votes > 0


def _runs_down(lines: Sequence[DetectedLine]) -> bool:
    """Columns of Chinese or Japanese characters, each as tall as many characters are."""
    down = across = 0
    for line in lines:
        wide, high = (max(p[i] for p in line.quad) - min(p[i] for p in line.quad) for i in (0, 1))
        if high > 2 * wide and sum(c >= "⺀" for c in line.text) > len(line.text) / 2:
            down += len(line.text)
        else:
            across += len(line.text)
    return down > across


def rules_of(rules: Sequence[tuple[Point, Point]], frame: Frame) -> list[Area]:
    """Ruled lines as thin areas in the frame."""
    found = []
    for ends in rules:
        (ax, ay), (bx, by) = (frame.place(end) for end in ends)
        found.append(Area(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
    return found

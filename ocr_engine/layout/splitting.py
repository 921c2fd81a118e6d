"""Lines that the detector drew too long: across a gutter, or over several cells of a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocr_engine.layout.detected import DetectedLine, DetectedWord, Point
from ocr_engine.layout.frame import Frame
from ocr_engine.layout.lanes import Lane
from ocr_engine.layout.pieces import Piece, usual_height

_WIDE = 1.1  # heights of white; a part of a line before it may be a cell


def loosened(lines: Sequence[DetectedLine], frame: Frame) -> list[list[DetectedLine]]:
    """Each line in as many parts as wide white between its words makes of it."""
    every: list[list[DetectedLine]] = []
    for line in lines:
        rest, found = line, []
        spans = _spans(line, frame)
        if len(spans) > 1:
            high = min(max(w.y1 - w.y0 for w in line.words), abs(line.quad[0][1] - line.quad[3][1]) or 1e9)
            done = 0
            for at, (a, b) in enumerate(pairwise(spans), start=1):
                if b[0] - a[1] > _WIDE * high:
                    first, rest = _halves(rest, at - done)
                    found.append(first)
                    done = at
        every.append([*found, rest])
    return every


def _spans(line: DetectedLine, frame: Frame) -> list[tuple[float, float]]:
    """Where the words begin and end in the frame; nothing when they do not follow each other there."""
    spans = []
    for word in line.words:
        xs = [frame.place((x, y))[0] for x in (word.x0, word.x1) for y in (word.y0, word.y1)]
        spans.append((min(xs), max(xs)))
    return spans if spans == sorted(spans) else []


def split(
    lines: Sequence[DetectedLine], pieces: Sequence[Piece], gutters: Sequence[Lane], frame: Frame
) -> list[DetectedLine]:
    """All lines, each that crosses a gutter as its two halves. Unchanged where nothing crosses."""
    sized = [(lane, usual_height(lane.left + lane.right)) for lane in gutters]
    cuts = {piece.index: _cut(piece, lines[piece.index], sized, frame) for piece in pieces}
    found: list[DetectedLine] = []
    for index, line in enumerate(lines):
        found += _halves(line, cuts[index]) if cuts[index] else [line]
    return found


def _cut(piece: Piece, line: DetectedLine, gutters: Sequence[tuple[Lane, float]], frame: Frame) -> int:
    """How many words belong to the first half; 0 where the line is whole."""
    spans = _spans(line, frame)
    if len(spans) < 4:
        return 0
    white = [b[0] - a[1] for a, b in pairwise(spans)]
    for lane, em in gutters:
        near = lane.y0 - 2 * em <= piece.middle <= lane.y1 + 2 * em
        if not near or piece.height > 1.4 * em or not piece.x0 < lane.x0 < lane.x1 < piece.x1:
            continue
        at = max(range(len(white)), key=lambda n: min(spans[n + 1][0], lane.x1) - max(spans[n][1], lane.x0))
        meets = min(spans[at + 1][0], lane.x1) - max(spans[at][1], lane.x0) > 0
        if meets and white[at] >= max(0.4 * em, 1.4 * median(white), 0.6 * lane.width):
            return at + 1
    return 0


def _halves(line: DetectedLine, count: int) -> list[DetectedLine]:
    at = _end_of(line, count)
    first, second = line.words[:count], line.words[count:]
    return [
        DetectedLine(line.text[:at].strip(), _around(first), line.confidence, first),
        DetectedLine(line.text[at:].strip(), _around(second), line.confidence, second),
    ]


def _end_of(line: DetectedLine, count: int) -> int:
    """Where the first `count` words end in the text."""
    at = 0
    for word in line.words[:count]:
        found = line.text.find(word.text, at)
        at = found + len(word.text) if found >= 0 else at
    return at


def _around(words: Sequence[DetectedWord]) -> tuple[Point, Point, Point, Point]:
    x0, y0 = min(w.x0 for w in words), min(w.y0 for w in words)
    x1, y1 = max(w.x1 for w in words), max(w.y1 for w in words)
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)

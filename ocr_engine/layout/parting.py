"""Lines whose boxes reach into each other, as on coloured ground, are parted half-way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr_engine.layout.detected import DetectedLine, DetectedWord, Point
from ocr_engine.layout.frame import Frame, pieces_of
from ocr_engine.layout.pieces import Piece

_MUCH = 0.25  # of the lower one's height: ascenders and descenders may meet, lines may not
_ROWS = 0.45  # of that height: closer middles are one row


def parted(lines: Sequence[DetectedLine], frame: Frame) -> list[DetectedLine]:
    """The lines, each cut back by half of what it shares with the line above and below. No line is lost."""
    found = list(lines)
    if frame.upended:
        return found
    pieces = pieces_of(lines, frame)
    above: dict[int, float] = {}
    below: dict[int, float] = {}
    for at, piece in enumerate(pieces):
        for other in pieces[at + 1 :]:
            if other.y0 >= piece.y1:
                break
            shared = _shared(piece, other)
            if shared:
                high, low = (piece, other) if piece.middle < other.middle else (other, piece)
                below[high.index] = max(below.get(high.index, 0.0), min(shared / 2, 0.25 * high.height))
                above[low.index] = max(above.get(low.index, 0.0), min(shared / 2, 0.25 * low.height))
    for index in {*above, *below}:
        found[index] = _cut(lines[index], above.get(index, 0.0), below.get(index, 0.0))
    return found


def _shared(a: Piece, b: Piece) -> float:
    """The height by which one line lies over the other, 0 where they are of one row or hardly meet."""
    low = min(a.height, b.height)
    both = min(a.y1, b.y1) - max(a.y0, b.y0)
    if a.under(b) < 0.3 * min(a.width, b.width) or abs(a.middle - b.middle) < _ROWS * low:
        return 0.0
    return both if both > _MUCH * low else 0.0


def _cut(line: DetectedLine, above: float, below: float) -> DetectedLine:
    order = sorted(range(4), key=lambda n: line.quad[n][1])
    moved = list(line.quad)
    for n in order[:2]:
        moved[n] = (moved[n][0], moved[n][1] + above)
    for n in order[2:]:
        moved[n] = (moved[n][0], moved[n][1] - below)
    quad: tuple[Point, Point, Point, Point] = (moved[0], moved[1], moved[2], moved[3])
    top, bottom = min(y for _x, y in quad), max(y for _x, y in quad)
    return replace(line, quad=quad, words=tuple(_within(word, top, bottom) for word in line.words))


def _within(word: DetectedWord, top: float, bottom: float) -> DetectedWord:
    y0, y1 = max(word.y0, top), min(word.y1, bottom)
    return replace(word, y0=y0, y1=y1) if y0 < y1 else word

"""Marks that are no writing: spots, ornaments and bits of pictures that an engine took for a letter or two."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ocr_engine.layout.detected import DetectedLine

_WORDED = 4  # characters; lines as long tell the size of the page's writing
_ENOUGH = 3  # such lines; with fewer, nothing on the page is left out
_MARK = 2  # characters at most
_UNSURE, _ODD_UNSURE = 0.55, 0.8  # read less surely: noise; the second where the size is odd too


def without_noise(lines: Sequence[DetectedLine]) -> list[DetectedLine]:
    """The lines without such marks. A number stays, if it is about as large as the page's writing."""
    usual = [_height(line) for line in lines if len(line.text.strip()) >= _WORDED]
    if len(usual) < _ENOUGH:
        return list(lines)
    em = max(median(usual), 1e-6)
    return [line for line in lines if not _noise(line, _height(line) / em)]


def _noise(line: DetectedLine, size: float) -> bool:
    text = line.text.strip()
    if len(text.replace(" ", "")) > _MARK or line.confidence is None:
        return False
    odd = not 0.35 <= size <= 1.7
    if odd and line.confidence < _ODD_UNSURE:
        return True
    return line.confidence < _UNSURE and not text.isdecimal()


def _height(line: DetectedLine) -> float:
    ys = sorted(y for _x, y in line.quad)
    return (ys[2] + ys[3] - ys[0] - ys[1]) / 2

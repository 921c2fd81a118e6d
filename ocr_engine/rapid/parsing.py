"""From a raw reading to lines with words, in pixels of the upright page. Pure."""

from __future__ import annotations

from typing import Any

from archive.blocks import storable
from archive.geometry import as_turn
from ocr_engine.engine import Parsed
from ocr_engine.layout import DetectedLine, DetectedWord, arrange, without_noise
from ocr_engine.rapid.edges import words_of

Point = tuple[float, float]


def parsed(raw: dict[str, Any]) -> Parsed:
    turn = as_turn(raw["turn"])
    width, height = raw["width"], raw["height"]
    if turn in (90, 270):
        width, height = height, width
    lines = without_noise([line_of(line) for line in raw["lines"]])
    sure = [(line.confidence, len(line.text)) for line in lines if line.confidence is not None]
    facts: dict[str, Any] = {"ink": raw["ink"], "marks": raw["marks"], "blank": bool(raw.get("blank"))}
    facts["device"] = f"cpu, {raw['runtime']}"
    if sure:
        facts["confidence"] = sum(c * n for c, n in sure) / sum(n for _, n in sure)
    rules = [((x0, y0), (x1, y1)) for x0, y0, x1, y1 in raw.get("rules", ())]
    return Parsed(arrange(lines, width, height, rules=rules), turn, facts)


def line_of(raw: dict[str, Any]) -> DetectedLine:
    text, sure, wide = storable(raw["text"]), raw["sure"], raw["wide"]
    upper, lower = raw["rows"]
    quad = [tuple(point) for point in raw["quad"]]
    words = []
    # A word's box holds its own ink, and goes half-way to its line's: a mark neither cuts nor jumps.
    for (start, end), (left, right, high, low) in zip(words_of(text), raw["edges"], strict=True):
        corners = [
            _inside(quad, u / wide, v)
            for u in (left, right)
            for v in (min(high, (upper + high) / 2), max(low, (lower + low) / 2))
        ]
        across, down = zip(*corners, strict=True)
        mean = sum(sure[start:end]) / (end - start)
        words.append(DetectedWord(text[start:end], min(across), min(down), max(across), max(down), mean))
    # One tail in a long line does not move its rows, but the line must hold its words.
    upper = min([upper, *(high for _l, _r, high, _low in raw["edges"])])
    lower = max([lower, *(low for _l, _r, _high, low in raw["edges"])])
    outline = (_inside(quad, 0, upper), _inside(quad, 1, upper), _inside(quad, 1, lower), _inside(quad, 0, lower))
    return DetectedLine(text, outline, sum(sure) / len(sure), tuple(words))


def _inside(quad: list[Any], u: float, v: float) -> Point:
    """The point at share u along and v down the outline."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    return (
        (ax * (1 - u) + bx * u) * (1 - v) + (dx * (1 - u) + cx * u) * v,
        (ay * (1 - u) + by * u) * (1 - v) + (dy * (1 - u) + cy * u) * v,
    )

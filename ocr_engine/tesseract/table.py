"""Tesseract's table of words (TSV) as lines with words. It turns pages in its head and boxes stay as scanned."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from archive.blocks import storable
from ocr_engine.engine import Parsed
from ocr_engine.layout import DetectedLine, DetectedWord, arrange

_PAGE, _WORD = "1", "5"  # levels of the table
_COLUMNS = 12
_SURE = 0.6  # a modest engine: on good print half its words stand below 0.9


def parsed(table: str) -> Parsed:
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    rows = [row for row in rows if len(row) >= _COLUMNS - 1]
    page = next((row for row in rows if row[0] == _PAGE), None)
    if page is None:
        return Parsed((), 0, {"device": "cpu, tesseract", "sure": _SURE})
    width, height = int(page[8]), int(page[9])
    said = [row for row in rows if row[0] == _WORD and len(row) == _COLUMNS and row[11].strip()]
    lines = [_line(list(group)) for _key, group in groupby(said, key=lambda row: row[1:5])]
    facts: dict[str, Any] = {"device": "cpu, tesseract", "sure": _SURE}
    sure = [(word.confidence or 0.0, len(word.text)) for line in lines for word in line.words]
    if sure:
        facts["confidence"] = sum(c * n for c, n in sure) / sum(n for _, n in sure)
    return Parsed(arrange(lines, width, height), 0, facts)


def _line(rows: list[list[str]]) -> DetectedLine:
    words = [_word(row) for row in rows]
    left, top = min(word.x0 for word in words), min(word.y0 for word in words)
    right, bottom = max(word.x1 for word in words), max(word.y1 for word in words)
    sure = sum(word.confidence or 0.0 for word in words) / len(words)
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return DetectedLine(" ".join(word.text for word in words), quad, sure, tuple(words))


def _word(row: list[str]) -> DetectedWord:
    left, top, wide, high = (float(value) for value in row[6:10])
    sure = min(1.0, max(0.0, float(row[10]) / 100))
    return DetectedWord(storable(row[11]).strip(), left, top, left + wide, top + high, sure)

"""`manage.py evaluate highlights DIR…`: do the marks of correctly read words stand where the words stand?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from archive.faults import EngineMissing, Fault
from ocr_engine.evaluations import ocr, truth
from ocr_engine.evaluations.scoring import Piece, Rectangle, iou, normal, on_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    ocr.add_arguments(parser)


def run(options: dict[str, Any]) -> dict[str, Any]:
    sets = {folder.name: _set(truth.pages(folder), options["engine"]) for folder in options["folders"]}
    total: dict[str, int] = {}
    for counts in sets.values():
        for name, value in counts.items():
            total[name] = total.get(name, 0) + value
    return {"sets": {name: _shares(counts) for name, counts in sets.items()}, "total": _shares(total)}


def _set(pages: list[truth.TruePage], engine: str) -> dict[str, int]:
    counts = dict.fromkeys(("pages", "failed", "line_words", "on_line", "box_words", "box_half"), 0)
    for page in pages:
        if not page.lines and not page.words:
            continue
        counts["pages"] += 1
        try:
            source, done = truth.read(page, engine)
        except EngineMissing:
            raise
        except Fault:
            counts["failed"] += 1
            continue
        words = list(truth.words_of(source, done))
        for line in page.lines:
            seen = matched(line.text.split(), line.box, words)
            counts["line_words"] += len(seen)
            counts["on_line"] += sum(on_line(box, line.box) for box in seen)
        for word in page.words:
            best = [iou(box, word.box) for box in matched([word.text], word.box, words)]
            counts["box_words"] += len(best)
            counts["box_half"] += sum(value >= 0.5 for value in best)
    return counts


def matched(expected: Sequence[str], place: Rectangle, words: Sequence[Piece]) -> list[Rectangle]:
    """For each expected word that was read in or near its place, the mark of the nearest such word."""
    middle, height = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2), place[3] - place[1]
    spare = list(words)
    boxes = []
    for text in expected:
        same = [
            word
            for word in spare
            if normal(word.text, "fold") == normal(text, "fold")
            and normal(text, "fold")
            and place[0] - 3 * height <= (word.box[0] + word.box[2]) / 2 <= place[2] + 3 * height
            and abs((word.box[1] + word.box[3]) / 2 - middle[1]) <= 1.5 * height
        ]
        if same:
            nearest = min(
                same,
                key=lambda word: (
                    abs((word.box[1] + word.box[3]) / 2 - middle[1]) * 4
                    + (abs((word.box[0] + word.box[2]) / 2 - middle[0]) if len(expected) == 1 else 0)
                ),
            )
            spare.remove(nearest)
            boxes.append(nearest.box)
    return boxes


def _shares(counts: dict[str, int]) -> dict[str, Any]:
    made: dict[str, Any] = dict(counts)
    if counts["line_words"]:
        made["on_line_share"] = round(counts["on_line"] / counts["line_words"], 4)
    if counts["box_words"]:
        made["box_half_share"] = round(counts["box_half"] / counts["box_words"], 4)
    return made

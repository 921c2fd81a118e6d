"""`manage.py evaluate highlights DIR…`: do the marks of correctly read words stand where the words stand?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from archive.faults import EngineMissing, Fault
from archive.geometry import Turn
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
        turn, size = done.parsed.turn, (page.width, page.height)
        words, lines, single = (upright(some, turn, *size) for some in (words, page.lines, page.words))
        for line, seen in zip(lines, matched_lines(lines, words), strict=True):
            counts["line_words"] += len(seen)
            counts["on_line"] += sum(on_line(box, line.box) for box in seen)
        for word in single:
            best = [iou(box, word.box) for box in matched(word, words)]
            counts["box_words"] += len(best)
            counts["box_half"] += sum(value >= 0.5 for value in best)
    return counts


def upright(pieces: Sequence[Piece], turn: Turn, width: float, height: float) -> list[Piece]:
    """The pieces in pixels of the page turned clockwise by `turn`; width and height are those before."""
    found = []
    for piece in pieces:
        x0, y0, x1, y1 = piece.box
        box = {
            0: (x0, y0, x1, y1),
            90: (height - y1, x0, height - y0, x1),
            180: (width - x1, height - y1, width - x0, height - y0),
            270: (y0, width - x1, y1, width - x0),
        }[turn]
        found.append(Piece(piece.text, box))
    return found


def matched_lines(lines: Sequence[Piece], words: Sequence[Piece]) -> list[list[Rectangle]]:
    """For each line the marks of those of its words that were read in or near their place.

    Each word that was read answers for one word of the truth: first for those on whose line it stands, and only
    what is left for one on a neighbouring line."""
    spare: dict[str, list[Piece]] = {}
    for word in words:
        spare.setdefault(normal(word.text, "fold"), []).append(word)
    found: list[list[Rectangle]] = [[] for _ in lines]
    wanting: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        for text in normal(line.text, "fold").split():
            same = [word for word in spare.get(text, ()) if on_line(word.box, line.box)]
            if same:
                first = min(same, key=lambda word: word.box[0])
                spare[text].remove(first)
                found[at].append(first.box)
            else:
                wanting.append((at, text))
    for at, text in wanting:
        near = [word for word in spare.get(text, ()) if _near(word.box, lines[at].box)]
        if near:
            nearest = min(near, key=lambda word: abs(_middle(word.box) - _middle(lines[at].box)))
            spare[text].remove(nearest)
            found[at].append(nearest.box)
    return found


def matched(expected: Piece, words: Sequence[Piece]) -> list[Rectangle]:
    """The mark of the nearest word of that text, if one was read in or near its place."""
    text, (x0, y0, x1, y1) = normal(expected.text, "fold"), expected.box
    near = [word for word in words if text and normal(word.text, "fold") == text and _near(word.box, expected.box)]
    if not near:
        return []

    def far(word: Piece) -> float:
        return abs(_middle(word.box) - (y0 + y1) / 2) * 4 + abs((word.box[0] + word.box[2]) / 2 - (x0 + x1) / 2)

    return [min(near, key=far).box]


def _near(mark: Rectangle, place: Rectangle) -> bool:
    height = place[3] - place[1]
    across = (mark[0] + mark[2]) / 2
    return (
        place[0] - 3 * height <= across <= place[2] + 3 * height
        and abs(_middle(mark) - _middle(place)) <= 1.5 * height
    )


def _middle(box: Rectangle) -> float:
    return (box[1] + box[3]) / 2


def _shares(counts: dict[str, int]) -> dict[str, Any]:
    made: dict[str, Any] = dict(counts)
    if counts["line_words"]:
        made["on_line_share"] = round(counts["on_line"] / counts["line_words"], 4)
    if counts["box_words"]:
        made["box_half_share"] = round(counts["box_half"] / counts["box_words"], 4)
    return made

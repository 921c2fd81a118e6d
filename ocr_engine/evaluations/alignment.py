"""`manage.py evaluate alignment DIR…`: does the text of a model that knows no words get them where they stand?

The true text of some lines together stands for a block as such a model says it: flowing, its box rounded to the
grid it speaks in, and spoilt at several rates. Its words come from what an engine reads of the same page; with
--rows from rows of ink, as where that engine saw nothing."""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from archive.blocks import Block, Kind, PageText
from archive.faults import EngineMissing, Fault
from archive.geometry import Box, Turn
from ocr_engine.deepseek.pictures import turned
from ocr_engine.evaluations import ocr, truth
from ocr_engine.evaluations.highlights import upright
from ocr_engine.evaluations.scoring import Piece, Rectangle, iou, normal, on_line
from ocr_engine.rapid.rows import rows_of
from ocr_engine.wording import worded

NOISE = (0.0, 0.02, 0.05, 0.1)
_LINES = 10  # of one block
_GRID = 999
_LETTERS = "aeinorstu"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    ocr.add_arguments(parser)
    parser.add_argument("--rows", action="store_true", help="as if nothing had been heard: words over rows of ink")


def run(options: dict[str, Any]) -> dict[str, Any]:
    counts = {
        folder.name: _set(truth.pages(folder), options["engine"], rows=options["rows"])
        for folder in options["folders"]
    }
    total = {rate: sum((each[rate] for each in counts.values()), Counter()) for rate in NOISE}
    return {"sets": {name: _said(each) for name, each in counts.items()}, "total": _said(total)}


def _set(pages: list[truth.TruePage], engine: str, *, rows: bool) -> dict[float, Counter[str]]:
    counts: dict[float, Counter[str]] = {rate: Counter() for rate in NOISE}
    for page in pages:
        if not page.lines:
            continue
        try:
            _source, done = truth.read(page, engine)
        except EngineMissing:
            raise
        except Fault:
            continue
        turn = done.parsed.turn
        # Where transcribers wrote but a mark for what they could not read, nothing can be compared.
        legible = [line for line in page.lines if any(letter.isalnum() for letter in line.text)]
        lines, single = (upright(some, turn, page.width, page.height) for some in (legible, page.words))
        size = (page.width, page.height) if turn in (0, 180) else (page.height, page.width)
        for rate in NOISE:
            groups = [list(lines)] if page.table else _blocks(lines)
            kind = Kind.TABLE if page.table else Kind.TEXT
            beside = PageText(() if rows else done.parsed.blocks)
            ink = _rows(page, turn, [_around(group, size) for group in groups]) if rows else ()
            _page(kind, groups, single, beside, ink, size, rate, counts[rate])
    return counts


def _page(
    kind: Kind,
    groups: Sequence[Sequence[Piece]],
    single: Sequence[Piece],
    beside: PageText,
    rows: Sequence[Box],
    size: tuple[int, int],
    rate: float,
    counts: Counter[str],
) -> None:
    draw = random.Random(int(rate * 1000))  # noqa: S311  the same noise every time
    spoilt = [_spoilt(group, rate, draw) for group in groups]
    blocks = [
        Block(kind, _around(group, size), " ".join(word for word, _line in words))
        for group, words in zip(groups, spoilt, strict=True)
        if words
    ]
    begun = time.process_time()
    found = worded(blocks, beside, rows)
    counts["milliseconds"] += round((time.process_time() - begun) * 1000)
    counts["pages"] += 1
    for block, words in zip(found.blocks, [words for words in spoilt if words], strict=True):
        for word, (said, line) in zip(block.words, words, strict=True):
            counts[word.geometry.value] += 1
            counts["words"] += 1
            if line is None:
                continue
            box = _pixels(word.box, size)
            counts["unaltered"] += 1
            counts["on_line"] += on_line(box, line.box)
            if truly := _true(said, box, line, single):
                counts["boxed"] += 1
                counts["half"] += iou(box, truly) >= 0.5


def _rows(page: truth.TruePage, turn: Turn, areas: Sequence[Box]) -> tuple[Box, ...]:
    with Image.open(page.image) as stored:
        return rows_of(np.asarray(turned(stored, turn).convert("L")), areas)


def _blocks(lines: Sequence[Piece]) -> list[list[Piece]]:
    """Lines one below the other, as a model would frame them together."""
    found: list[list[Piece]] = []
    for line in lines:
        last = found[-1][-1] if found else None
        if last and len(found[-1]) < _LINES and _follows(last.box, line.box):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _follows(above: Rectangle, line: Rectangle) -> bool:
    high = above[3] - above[1]
    shared = min(above[2], line[2]) - max(above[0], line[0])
    narrow = min(above[2] - above[0], line[2] - line[0])
    return above[1] < line[1] < above[3] + 1.2 * high and shared > 0.5 * narrow


def _spoilt(group: Sequence[Piece], rate: float, draw: random.Random) -> list[tuple[str, Piece | None]]:
    """Each word and its line; None for a word that is not what it was."""
    words: list[tuple[str, Piece | None]] = []
    for line in group:
        for word in line.text.split():
            if draw.random() < rate / 2:
                continue
            letters = [_letter(letter, rate, draw) for letter in word]
            made = "".join(letters) or word
            words.append((made, line if made == word else None))
            if draw.random() < rate / 2:
                words.append((made, None))
    return words


def _letter(letter: str, rate: float, draw: random.Random) -> str:
    if draw.random() >= rate:
        return letter
    return draw.choice(["", draw.choice(_LETTERS), letter + draw.choice(_LETTERS)])


def _around(group: Sequence[Piece], size: tuple[int, int]) -> Box:
    """As the model gives it: whole steps of its grid."""
    wide, high = size
    x0, y0 = min(p.box[0] for p in group) / wide, min(p.box[1] for p in group) / high
    x1, y1 = max(p.box[2] for p in group) / wide, max(p.box[3] for p in group) / high
    left, top = (min(max(int(v * _GRID), 0), _GRID - 1) for v in (x0, y0))
    right, bottom = (min(max(round(v * _GRID), 1), _GRID) for v in (x1, y1))
    return Box(left / _GRID, top / _GRID, max(right, left + 1) / _GRID, max(bottom, top + 1) / _GRID)


def _pixels(box: Box, size: tuple[int, int]) -> Rectangle:
    return (box.x0 * size[0], box.y0 * size[1], box.x1 * size[0], box.y1 * size[1])


def _true(said: str, box: Rectangle, line: Piece, single: Sequence[Piece]) -> Rectangle | None:
    """The nearest word of that line which says the same."""
    same = [
        word.box
        for word in single
        if normal(word.text, "fold") == normal(said, "fold") and on_line(word.box, line.box)
    ]
    return min(same, key=lambda other: abs(other[0] - box[0]), default=None)


def _said(counts: dict[float, Counter[str]]) -> dict[str, Any]:
    return {f"noise {rate:.0%}": _shares(each) for rate, each in counts.items()}


def _shares(counts: Counter[str]) -> dict[str, Any]:
    def share(name: str, of: str) -> str:
        return f"{counts[name] / counts[of]:.1%}" if counts[of] else "–"

    return {
        "words": counts["words"],
        "on_line": share("on_line", "unaltered"),
        "half": f"{share('half', 'boxed')} of {counts['boxed']}",
        "aligned": share("aligned", "words"),
        "interpolated": share("interpolated", "words"),
        "segmented": share("segmented", "words"),
        "block": share("block", "words"),
        "ms_a_page": round(counts["milliseconds"] / max(1, counts["pages"])),
    }

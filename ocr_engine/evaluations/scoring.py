"""How far a reading is from the truth.

Three levels of strictness: "strict" compares what is written, "loose" forgives habits of transcribers
(long s, dashes, quotation marks, ligatures, words divided at line ends), "fold" also case and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import Levenshtein

Level = Literal["strict", "loose", "fold"]
Rectangle = tuple[float, float, float, float]
_HABITS = str.maketrans(
    {
        **dict.fromkeys("⸗=¬—–", "-"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("’‘ʼ", "'"),
        **{"ſ": "s", "ꝛ": "r", "\uf50e": "q", "…": "...", "æ": "ae", "œ": "oe", "ﬁ": "fi", "ﬂ": "fl"},
    }
)
_DIVIDED = re.compile(r"[-¬⸗=]\s*\n\s*(?=[a-zäöüßſà-ÿ])")
_SAME_ROW = 0.6  # of a word's height: closer centres are one row
_TALL = 2.2  # heights of a word: a box that high may hold several rows


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    box: Rectangle


def normal(text: str, level: Level = "loose") -> str:
    text = unicodedata.normalize("NFC", text)
    if level != "strict":
        text = _DIVIDED.sub("", text).translate(_HABITS)
        text = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Co")
    if level == "fold":
        split = unicodedata.normalize("NFD", text.casefold())
        text = "".join(c for c in split if c.isspace() or unicodedata.category(c)[0] in "LNZ")
    return " ".join(text.split())


def character_error(truth: str, read: str, level: Level = "loose") -> float:
    """Edits for each character of the truth; above 1 when much was read that is not there."""
    expected = normal(truth, level)
    return Levenshtein.distance(expected, normal(read, level)) / max(1, len(expected))


def word_error(truth: str, read: str, level: Level = "loose") -> float:
    expected = normal(truth, level).split()
    return Levenshtein.distance(expected, normal(read, level).split()) / max(1, len(expected))


def word_recall(truth: str, read: str) -> float:
    """Share of the truth's words that were read anywhere on the page."""
    expected, got = Counter(normal(truth, "fold").split()), Counter(normal(read, "fold").split())
    return (expected & got).total() / max(1, expected.total())


def order_error(truth: str, read: str) -> float:
    """Of the words that stand once in both: the share of pairs of neighbours that come in the wrong order."""
    expected, got = normal(truth, "fold").split(), normal(read, "fold").split()
    once = {word for word, times in Counter(expected).items() if times == 1}
    once &= {word for word, times in Counter(got).items() if times == 1}
    place = {word: at for at, word in enumerate(got)}
    places = [place[word] for word in expected if word in once]
    wrong = sum(b < a for a, b in pairwise(places))
    return wrong / max(1, len(places) - 1)


def line_error(lines: Sequence[Piece], words: Sequence[Piece], level: Level = "loose") -> float:
    """Character error within the boxes of the truth's lines: blind to reading order and to what was left out."""
    wrong = total = 0
    for line, inside in zip(lines, _shared_out(lines, words), strict=True):
        expected = normal(line.text, level)
        got = normal(" ".join(word.text for word in _in_rows(inside, line.box)), level)
        total += len(expected)
        wrong += Levenshtein.distance(expected, got)
    return wrong / max(1, total)


def overlap(a: Rectangle, b: Rectangle) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def area(box: Rectangle) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def iou(a: Rectangle, b: Rectangle) -> float:
    shared = overlap(a, b)
    return shared / max(1e-9, area(a) + area(b) - shared)


def on_line(mark: Rectangle, line: Rectangle) -> bool:
    """Whether a mark stands on a line: mostly inside it, centred in it, and not several lines high."""
    middle = (mark[1] + mark[3]) / 2
    return (
        overlap(mark, line) >= 0.6 * area(mark)
        and line[1] <= middle <= line[3]
        and mark[3] - mark[1] <= 2.5 * (line[3] - line[1])
    )


def _shared_out(lines: Sequence[Piece], words: Sequence[Piece]) -> list[list[Piece]]:
    """The words of each line: those whose centre lies in its box, of several boxes the nearest in height."""
    shares: list[list[Piece]] = [[] for _ in lines]
    for word in words:
        x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
        near = [
            (abs((line.box[1] + line.box[3]) / 2 - y), at)
            for at, line in enumerate(lines)
            if line.box[0] - 2 <= x <= line.box[2] + 2 and line.box[1] <= y <= line.box[3]
        ]
        if near:
            shares[min(near)[1]].append(word)
    return shares


def _in_rows(words: list[Piece], box: Rectangle) -> list[Piece]:
    """From left to right; by rows where the box is clearly higher than its words."""
    if not words:
        return []
    heights = sorted(word.box[3] - word.box[1] for word in words)
    height = max(1.0, heights[len(heights) // 2])
    if box[3] - box[1] < _TALL * height:
        return sorted(words, key=lambda word: word.box[0])
    rows: list[tuple[float, list[Piece]]] = []
    for word in sorted(words, key=lambda word: word.box[1] + word.box[3]):
        middle = (word.box[1] + word.box[3]) / 2
        if rows and middle - rows[-1][0] < _SAME_ROW * height:
            rows[-1][1].append(word)
        else:
            rows.append((middle, [word]))
    return [word for _y, row in rows for word in sorted(row, key=lambda word: word.box[0])]

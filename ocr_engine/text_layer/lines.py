"""Runs of characters to lines with words, ready to be arranged."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from archive.geometry import Turn
from ocr_engine.layout import DetectedLine, DetectedWord
from ocr_engine.text_layer.direction import leftward, logical
from ocr_engine.text_layer.layer import Char, Layer, Run
from ocr_engine.text_layer.spelling import spelled

_WORD = 0.17  # heights of white between two words that no space parts
_FAR = 1.2  # heights of white that end a line: what follows is another column or cell


@dataclass(frozen=True, slots=True)
class Sized:
    """The page's size in pixels, for a height and a width count alike only there."""

    width: int
    height: int

    def char(self, char: Char, turn: Turn) -> Char:
        x0, y0, x1, y1 = char.x0, char.y0, char.x1, char.y1
        for _ in range(turn // 90):
            x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
        return Char(char.c, x0 * self.width, y0 * self.height, x1 * self.width, y1 * self.height)


def turn_of(layer: Layer) -> Turn:
    """How far the page must be turned clockwise for most of its text to stand upright."""
    votes: dict[Turn, int] = {0: 0, 90: 0, 180: 0, 270: 0}
    for run in layer.runs:
        votes[_turn(run)] += 0 if run.hidden else len(run.chars)
    return max(votes, key=lambda turn: votes[turn])


def lines(layer: Layer, width: int, height: int, turn: Turn = 0) -> list[DetectedLine]:
    """The visible lines of the page turned clockwise by `turn`; `width` and `height` are the turned page's."""
    size = Sized(width, height)
    runs = [(run, [size.char(char, turn) for char in run.chars if _on_page(char)]) for run in layer.runs]
    shown = [(run, chars) for run, chars in runs if chars and not run.hidden]
    em = _pixels_a_point(shown)
    found: list[DetectedLine] = []
    current: list[Char] = []
    sizes: list[float] = []
    last: Run | None = None
    for run, chars in shown:
        if last is not None and not (_turn(last) == _turn(run) and _goes_on(current, chars)):
            found += _written(current, em * median(sizes))
            current, sizes = [], []
        current += chars
        sizes += [run.size] * len(chars)
        last = run
    return found + (_written(current, em * median(sizes)) if current else [])


def _pixels_a_point(runs: Sequence[tuple[Run, Sequence[Char]]]) -> float:
    """How high writing of one point stands here from its highest to its lowest ink, seen in the fuller lines."""
    ratios = []
    for run, chars in runs:
        solid = [char for char in chars if not char.c.isspace()]
        if len(solid) >= 3 and run.size > 0:
            ratios.append((max(c.y1 for c in solid) - min(c.y0 for c in solid)) / run.size)
    return sorted(ratios)[len(ratios) * 3 // 4] if ratios else 0.0


def _turn(run: Run) -> Turn:
    dx, dy = run.direction
    if abs(dx) >= abs(dy):
        return 0 if dx >= 0 else 180
    return 270 if dy > 0 else 90


def _on_page(char: Char) -> bool:
    return -0.02 <= char.centre <= 1.02 and -0.02 <= (char.y0 + char.y1) / 2 <= 1.02


def _goes_on(before: Sequence[Char], after: Sequence[Char]) -> bool:
    """Whether the next run stands on the line of the last one, and close to it."""
    a = [char for char in before if not char.c.isspace()]
    b = [char for char in after if not char.c.isspace()]
    if not a or not b:
        return True  # white belongs anywhere
    top, bottom = min(c.y0 for c in a), max(c.y1 for c in a)
    shared = min(bottom, max(c.y1 for c in b)) - max(top, min(c.y0 for c in b))
    low = min(bottom - top, max(c.y1 for c in b) - min(c.y0 for c in b))
    high = max(bottom - top, max(c.y1 for c in b) - min(c.y0 for c in b))
    gap = max(min(c.x0 for c in b) - max(c.x1 for c in a), min(c.x0 for c in a) - max(c.x1 for c in b))
    return shared > 0.5 * low and gap < _FAR * high


def _written(chars: Sequence[Char], high: float) -> list[DetectedLine]:
    """One line, or several where wide white parts it; `high` is what a full line of this size measures."""
    solid = [c for c in chars if not c.c.isspace()]
    if not solid:
        return []
    top, bottom = _height(solid, high)
    em = max(bottom - top, 1e-6)
    found: list[DetectedLine] = []
    for part in _parts(chars, _FAR * em):
        found += _line(_words(logical(part), _WORD * em), top, bottom)
    return found


def _parts(chars: Sequence[Char], far: float) -> list[list[Char]]:
    """The characters, in the order in which they are kept, parted at white as wide as `far`."""
    solid = sorted((c for c in chars if not c.c.isspace()), key=lambda c: c.x0)
    starts, reach = [solid[0].x0], solid[0].x1
    for char in solid[1:]:
        if char.x0 - reach > far:
            starts.append(char.x0)
        reach = max(reach, char.x1)
    parts: list[list[Char]] = [[] for _ in starts]
    at = 0
    for char in chars:
        at = at if char.c.isspace() else bisect_right(starts, char.x0) - 1
        parts[at].append(char)
    return parts


def _words(chars: Sequence[Char], least: float) -> list[list[Char]]:
    """Parted where a space is kept, or where white shows between two characters of one direction."""
    words: list[list[Char]] = []
    inside, x0, x1 = False, 0.0, 0.0
    for char in chars:
        if char.c.isspace():
            inside = False
            continue
        # from the whole word: figures run against right-to-left letters, and half a ligature has no width
        white = max(char.x0 - x1, x0 - char.x1)
        if inside and (white < least or _joined(words[-1][-1].c, char.c)):
            words[-1].append(char)
            x0, x1 = min(x0, char.x0), max(x1, char.x1)
        else:
            words.append([char])
            inside, x0, x1 = True, char.x0, char.x1
    return words


def _line(words: Sequence[Sequence[Char]], top: float, bottom: float) -> list[DetectedLine]:
    said = [(spelled("".join(char.c for char in word)), word) for word in words]
    made = tuple(
        DetectedWord(text, min(c.x0 for c in word), top, max(c.x1 for c in word), bottom)
        for text, word in said
        if text
    )
    if not made:
        return []
    x0, x1 = min(w.x0 for w in made), max(w.x1 for w in made)
    quad = ((x0, top), (x1, top), (x1, bottom), (x0, bottom))
    return [DetectedLine(" ".join(w.text for w in made), quad, None, made)]


def _height(chars: Sequence[Char], high: float) -> tuple[float, float]:
    """From the height of capitals to the depth of descenders, which a line of short letters shows only in part."""
    top, bottom = min(c.y0 for c in chars), max(c.y1 for c in chars)
    lacking = max(0.0, high - (bottom - top))
    return top - 0.7 * lacking, bottom + 0.3 * lacking


def _joined(a: str, b: str) -> bool:
    """What stands together however far apart: marks, scripts without white, both sides of a turn in direction."""
    return unicodedata.combining(b) > 0 or (_dense(a) and _dense(b)) or leftward(a) != leftward(b)


def _dense(c: str) -> bool:
    return unicodedata.east_asian_width(c) in ("W", "F")

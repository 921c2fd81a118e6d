"""Lines of type set by hand: boxes as a detector would give them, without drawing anything."""

from __future__ import annotations

import random
from math import cos, radians, sin

from ocr_engine.layout import DetectedLine, DetectedWord

WORDS = ["harbour", "keeper", "lantern", "tide", "ledger", "barrel", "rope", "mast", "quay"]
WORDS += ["winter", "letter", "clerk", "salt", "net", "oar", "bell", "fog"]


def line(text: str, x: float, y: float, size: float = 20, *, pitch: float = 0.5) -> DetectedLine:
    """A line whose letters are all `pitch` × size wide; right-to-left text begins at its right end."""
    wide = len(text) * size * pitch
    rtl = any("\u0590" <= c <= "\u06ff" for c in text)
    words, at = [], 0
    for word in text.split(" "):
        x0, x1 = x + at * size * pitch, x + (at + len(word)) * size * pitch
        if rtl:
            x0, x1 = 2 * x + wide - x1, 2 * x + wide - x0
        words.append(DetectedWord(word, x0, y, x1, y + size, 0.9))
        at += len(word) + 1
    return DetectedLine(text, ((x, y), (x + wide, y), (x + wide, y + size), (x, y + size)), 0.9, tuple(words))


def prose(seed: int, characters: int) -> str:
    """Words up to about that many characters, the same for the same seed."""
    pick = random.Random(seed)
    text = pick.choice(WORDS)
    while len(text) < characters - 4:
        text += " " + pick.choice(WORDS)
    return text[:characters].strip()


def column(x: float, y: float, count: int, characters: int, *, seed: int = 0, size: float = 20, step: float = 28):
    """Lines of running text below each other, each different."""
    return [line(prose(seed * 1000 + n, characters), x, y + n * step, size) for n in range(count)]


def leaning(lines, degrees: float, width: float, height: float):
    """The same lines on a page that was turned by so many degrees."""
    angle = radians(degrees)

    def turned(x: float, y: float) -> tuple[float, float]:
        dx, dy = x - width / 2, y - height / 2
        return width / 2 + dx * cos(angle) - dy * sin(angle), height / 2 + dx * sin(angle) + dy * cos(angle)

    found = []
    for each in lines:
        words = []
        for word in each.words:
            corners = [turned(x, y) for x in (word.x0, word.x1) for y in (word.y0, word.y1)]
            xs, ys = [p[0] for p in corners], [p[1] for p in corners]
            words.append(DetectedWord(word.text, min(xs), min(ys), max(xs), max(ys), word.confidence))
        found.append(DetectedLine(each.text, tuple(turned(*p) for p in each.quad), each.confidence, tuple(words)))
    return found


def shuffled(lines, seed: int = 1):
    mixed = list(lines)
    random.Random(seed).shuffle(mixed)
    return mixed

"""Words of a text put where another reading heard them.

A vision model writes well and says where a block stands, not where its words do; a detector knows where words stand
and spells them worse. Letter by letter the two are laid side by side, and each word takes the place of what it
matches. What is known how well is said by its geometry, and how far the two agree is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from archive.blocks import Geometry, Line, Word
from archive.geometry import Box

#: Of the letters of a word and of what it matches, so many must be the same.
SAME = 0.6
_SMALLEST = 1e-4  # of the page: no box is narrower
_LOOKED_AT = 50  # letters tell which way a word is written
_ALIKE = str.maketrans(
    {"ſ": "s", "æ": "ae", "œ": "oe"}
    | dict.fromkeys("‐‑‒–—", "-")
    | dict.fromkeys("’‘‚", "'")
    | dict.fromkeys("“”„", '"')
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A word that a detector saw; `line` counts the lines in reading order."""

    text: str
    box: Box
    line: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Aligned:
    lines: tuple[Line, ...]
    words: tuple[Word, ...]
    agreement: float | None  # 0..1; None where nothing was heard


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    letters: str  # as compared
    box: Box | None = None
    line: int = -1
    geometry: Geometry = Geometry.BLOCK


def align(text: str, block: Box, heard: Sequence[Heard]) -> Aligned:
    """`heard` are the words within the block, in reading order."""
    words = [_Word(start, end, folded(text[start:end])) for start, end in _spans(text)]
    ours, our_words = _spelled([word.letters for word in words])
    spelled = [folded(word.text) for word in heard]
    theirs, their_words = _spelled(spelled)
    sizes = [max(1, len(letters)) for letters in spelled]
    if not ours or not theirs:
        return Aligned((), tuple(_told(word, block) for word in words), None)
    matches: list[dict[int, list[int]]] = [{} for _ in words]
    starts = _starts(their_words)
    for step in Levenshtein.opcodes(ours, theirs):
        if step.tag != "equal":
            continue
        for mine, other in zip(
            range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
        ):
            at = their_words[other]
            if at >= 0 and our_words[mine] >= 0:
                matches[our_words[mine]].setdefault(at, []).append(other - starts[at])
    for word, match in zip(words, matches, strict=True):
        _place(word, match, heard, sizes)
    extents = {
        line: Box.around(each.box for each in some)
        for line, some in groupby(sorted(heard, key=lambda each: each.line), key=lambda each: each.line)
    }
    _between(words, extents)
    lines = tuple(_lines(words, extents))
    return Aligned(
        lines, tuple(_told(word, block) for word in words), Levenshtein.normalized_similarity(ours, theirs)
    )


def folded(text: str) -> str:
    """For comparing only: without case, accents and what printers and keyboards spell in two ways."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for blank, letters in groupby(range(len(text)), key=lambda at: text[at].isspace()):
        if not blank:
            every = list(letters)
            yield every[0], every[-1] + 1


def _spelled(words: Sequence[str]) -> tuple[str, list[int]]:
    """All letters with blanks between the words, and for each the word it is of; -1 for blanks."""
    whose: list[int] = []
    for number, word in enumerate(words):
        whose += [number] * len(word) + [-1]
    return " ".join(words), whose[:-1]


def _starts(whose: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for at, word in enumerate(whose):
        if word >= 0:
            found.setdefault(word, at)
    return found


def _place(word: _Word, match: dict[int, list[int]], heard: Sequence[Heard], sizes: Sequence[int]) -> None:
    """On the line that has most of its letters; around all of what it matches there, or on its share of one."""
    if not match:
        return
    by_line: dict[int, list[int]] = {}
    for number in match:
        by_line.setdefault(heard[number].line, []).append(number)
    line = max(by_line, key=lambda one: sum(len(match[number]) for number in by_line[one]))
    numbers = sorted(by_line[line])
    same = sum(len(places) for places in match.values())
    there = sum(_share(match[number], sizes[number])[1] for number in match)
    if same < SAME * max(len(word.letters), there):
        return
    boxes = [_part(heard[number], _share(match[number], sizes[number])[0]) for number in numbers]
    word.box, word.line, word.geometry = Box.around(boxes), line, Geometry.ALIGNED


def _share(places: list[int], letters: int) -> tuple[tuple[float, float], int]:
    """The part of what was heard, so many letters, that these cover; and how many of them that is."""
    first, last = min(places), max(places) + 1
    if last - first >= 0.8 * letters:
        return (0.0, 1.0), letters
    return (first / letters, last / letters), last - first


def _part(one: Heard, share: tuple[float, float]) -> Box:
    start, end = share
    if (start, end) != (0.0, 1.0) and _leftwards(one.text[:_LOOKED_AT]):
        start, end = 1 - end, 1 - start
    return _wide(one.box.x0 + start * one.box.width, one.box.x0 + end * one.box.width, one.box)


def _between(words: list[_Word], extents: dict[int, Box]) -> None:
    """Words that match nothing stand between their neighbours, where these stand on one line; at the end of a line
    or its beginning, as far as the line goes."""
    for lost, run in groupby(list(enumerate(words)), key=lambda pair: pair[1].box is None):
        if not lost:
            continue
        numbers, some = zip(*run, strict=True)
        before = words[numbers[0] - 1] if numbers[0] else None
        after = words[numbers[-1] + 1] if numbers[-1] + 1 < len(words) else None
        line = before.line if before else after.line if after else -1
        if line not in extents:
            continue
        if before and after and before.line != after.line:
            after = None
        left = before.box.x1 if before and before.box else extents[line].x0
        right = after.box.x0 if after and after.box else extents[line].x1
        if right - left > _SMALLEST:
            _spread(some, left, right, line, extents[line])


def _spread(some: Sequence[_Word], left: float, right: float, line: int, extent: Box) -> None:
    whole = sum(len(word.letters) + 1 for word in some)
    at = 0
    for word in some:
        x0, x1 = left + (right - left) * at / whole, left + (right - left) * (at + len(word.letters)) / whole
        word.box, word.line, word.geometry = _wide(x0, x1, extent), line, Geometry.INTERPOLATED
        at += len(word.letters) + 1


def _wide(x0: float, x1: float, like: Box) -> Box:
    x0 = min(max(x0, 0.0), 1.0 - _SMALLEST)
    return Box(x0, like.y0, min(1.0, max(x1, x0 + _SMALLEST)), like.y1)


def _lines(words: list[_Word], extents: dict[int, Box]) -> Iterator[Line]:
    """Of the text, where the page breaks them; words that stand nowhere go along with those before them."""
    line = next((word.line for word in words if word.line >= 0), -1)
    numbered = []
    for word in words:
        line = word.line if word.line >= 0 else line
        numbered.append((line, word))
    for number, run in groupby(numbered, key=lambda pair: pair[0]):
        some = [word for _line, word in run]
        if number in extents:
            yield Line(some[0].start, some[-1].end, extents[number])


def _told(word: _Word, block: Box) -> Word:
    return Word(word.start, word.end, word.box or block, None, word.geometry)


def _leftwards(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)

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
from archive.gaps import Standing, fill, is_leftwards, rows, wide
from archive.geometry import Box

#: Of the letters of a word and of what it matches, so many must be the same.
SAME = 0.6
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


def align(text: str, block: Box, heard: Sequence[Heard], *, leftwards: bool | None = None) -> Aligned:
    """`heard` are the words within the block, in reading order. `leftwards` where the text itself does not say
    which way it is written."""
    words = [Standing(start, end, folded(text[start:end])) for start, end in spans(text)]
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
    taken = {at for word, match in zip(words, matches, strict=True) for at in _place(word, match, heard, sizes)}
    lines: dict[int, list[tuple[Box, int, bool]]] = {}
    for at, (one, size) in enumerate(zip(heard, sizes, strict=True)):
        lines.setdefault(one.line, []).append((one.box, size, at in taken))
    fill(words, rows(lines), leftwards=is_leftwards(text) if leftwards is None else leftwards)
    extents = {line: Box.around(box for box, *_ in some) for line, some in lines.items()}
    agreement = Levenshtein.normalized_similarity(ours, theirs)
    return Aligned(tuple(_lines(words, extents)), tuple(_told(word, block) for word in words), agreement)


def folded(text: str) -> str:
    """For comparing only: without case, accents and what printers and keyboards spell in two ways."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where its words are."""
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


def _place(
    word: Standing, match: dict[int, list[int]], heard: Sequence[Heard], sizes: Sequence[int]
) -> Sequence[int]:
    """On the line that has most of its letters; around all of what it matches there, or on its share of one. What
    it takes is returned; nothing where too little is the same."""
    if not match:
        return ()
    by_line: dict[int, list[int]] = {}
    for number in match:
        by_line.setdefault(heard[number].line, []).append(number)
    word.near = {line: sum(len(match[number]) for number in some) for line, some in by_line.items()}
    line = max(word.near, key=lambda one: word.near[one])
    numbers = sorted(by_line[line])
    there = sum(_share(match[number], sizes[number])[1] for number in match)
    if sum(word.near.values()) < SAME * max(len(word.letters), there):
        return ()
    boxes = [_part(heard[number], _share(match[number], sizes[number])[0]) for number in numbers]
    word.box, word.line, word.geometry = Box.around(boxes), line, Geometry.ALIGNED
    return numbers


def _share(places: list[int], letters: int) -> tuple[tuple[float, float], int]:
    """The part of what was heard, so many letters, that these cover; and how many of them that is."""
    first, last = min(places), max(places) + 1
    if last - first >= 0.8 * letters:
        return (0.0, 1.0), letters
    return (first / letters, last / letters), last - first


def _part(one: Heard, share: tuple[float, float]) -> Box:
    start, end = share
    if (start, end) != (0.0, 1.0) and is_leftwards(one.text):
        start, end = 1 - end, 1 - start
    return wide(one.box.x0 + start * one.box.width, one.box.x0 + end * one.box.width, one.box)


def _lines(words: list[Standing], extents: dict[int, Box]) -> Iterator[Line]:
    """Of the text, where the page breaks them; words that stand nowhere go along with those before them."""
    line = next((word.line for word in words if word.line >= 0), -1)
    numbered = []
    for word in words:
        line = word.line if word.line >= 0 else line
        numbered.append((line, word))
    for number, run in groupby(numbered, key=lambda pair: pair[0]):
        some = [word for _line, word in run]
        if number in extents:
            box = Box.around([extents[number], *(word.box for word in some if word.box)])
            yield Line(some[0].start, some[-1].end, box)


def _told(word: Standing, block: Box) -> Word:
    return Word(word.start, word.end, word.box or block, None, word.geometry)

"""Where the words of changed rows stand: unchanged ones where they stood, to the bit; others where their letters
were seen, or between those that have a place.

Rows that come from the same rows of the base are looked at together: so no word's place is given out twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from rapidfuzz.distance import LCSseq, Levenshtein

from archive.alignment import Heard, align, spans
from archive.blocks import Geometry, Line, Word
from archive.gaps import is_leftwards, wide
from archive.geometry import Box
from archive.segmenting import along

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stood:
    """A row of the base: its text, the words that stand in it (offsets from its beginning), where it stands."""

    text: str
    words: tuple[Word, ...]
    line: Line | None


def placed(texts: Sequence[str], stood: Sequence[Stood], within: Box) -> list[tuple[Word, ...]]:
    """The words of each text, offsets from its beginning. `within` is where a word stands of which nothing is
    known."""
    old, old_starts = _joined([row.text for row in stood])
    new, new_starts = _joined(texts)
    words = [
        replace(word, start=word.start + at, end=word.end + at)
        for row, at in zip(stood, old_starts, strict=True)
        for word in row.words
    ]
    kept = list(_kept(old, new, words))
    found = kept + list(_rest(new, kept, _seen(old, stood, old_starts, words, new, within), within))
    found.sort(key=lambda word: word.start)
    shared: list[tuple[Word, ...]] = []
    for text, at in zip(texts, new_starts, strict=True):
        inside = (word for word in found if at <= word.start < at + len(text))
        shared.append(tuple(replace(word, start=word.start - at, end=word.end - at) for word in inside))
    return shared


def drawn(text: str, box: Box) -> tuple[Word, ...]:
    """The words of a row whose box a person drew: by their length; one alone fills it."""
    some = list(spans(text))
    if len(some) == 1:
        return (Word(*some[0], box, None, Geometry.DRAWN),)
    return tuple(along(some, box, leftwards=is_leftwards(text)))


def _joined(texts: Sequence[str]) -> tuple[str, list[int]]:
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    return "\n".join(texts), starts


def _kept(old: str, new: str, words: Sequence[Word]) -> Iterator[Word]:
    """Words that are as they were, with their offsets in the new text. Token by token, so that a word that is
    written twice keeps whole places; letter by letter within what was replaced, for scripts without blanks."""
    was, now = list(spans(old)), list(spans(new))
    said_was, said_now = [old[a:b] for a, b in was], [new[a:b] for a, b in now]
    pairs: dict[int, int] = {}
    between: list[tuple[list[int], list[int]]] = [
        ([], [])
    ]  # what was lost and what came, from one match to the next
    for step in LCSseq.opcodes(said_was, said_now):
        here, there = range(step.src_start, step.src_end), range(step.dest_start, step.dest_end)
        if step.tag == "equal":
            pairs |= dict(zip(there, here, strict=True))
            between.append(([], []))
        else:
            between[-1][0].extend(here)
            between[-1][1].extend(there)
    pairs |= _elsewhere(said_was, said_now, pairs)
    taken = set(pairs.values())
    for at, before in pairs.items():
        (start, end), by = was[before], now[at][0] - was[before][0]
        yield from (_moved(word, by) for word in words if start <= word.start and word.end <= end)
    for lost, come in between:
        for before, at in zip(
            (at for at in lost if at not in taken), (at for at in come if at not in pairs), strict=False
        ):
            yield from _whole(old, new, was[before], now[at], words)


def _elsewhere(was: list[str], now: list[str], pairs: dict[int, int]) -> dict[int, int]:
    """What stands in another order now: words that were lost once and came once."""
    taken = set(pairs.values())
    lost = Counter(word for at, word in enumerate(was) if at not in taken)
    come = Counter(word for at, word in enumerate(now) if at not in pairs)
    homes = {word: at for at, word in enumerate(was) if at not in taken and lost[word] == 1}
    return {at: homes[word] for at, word in enumerate(now) if at not in pairs and come[word] == 1 and word in homes}


def _whole(old: str, new: str, before: Span, after: Span, words: Sequence[Word]) -> Iterator[Word]:
    """Words within a stretch that was replaced, of which no letter changed and that are no part of a longer one
    now."""
    for step in Levenshtein.opcodes(old[slice(*before)], new[slice(*after)]):
        if step.tag != "equal":
            continue
        start, end = before[0] + step.src_start, before[0] + step.src_end
        by = after[0] + step.dest_start - start
        for word in words:
            if start <= word.start and word.end <= end and _apart(old, new, word, by, start, end):
                yield _moved(word, by)


def _apart(old: str, new: str, word: Word, by: int, start: int, end: int) -> bool:
    """Whether the word's edges are edges still: a blank, or the neighbour it had."""
    first, last = word.start + by, word.end + by
    left = first == 0 or new[first - 1].isspace() or word.start > start or _alone(old[word.start])
    right = last == len(new) or new[last].isspace() or word.end < end or _alone(old[word.end - 1])
    return left and right


def _alone(letter: str) -> bool:
    """Whether words end beside it without a blank: Chinese, Japanese."""
    return east_asian_width(letter) in "WF"


def _moved(word: Word, by: int) -> Word:
    return replace(word, start=word.start + by, end=word.end + by)


def _seen(
    old: str, stood: Sequence[Stood], starts: Sequence[int], words: Sequence[Word], new: str, within: Box
) -> dict[Span, Word]:
    """Where each word of the new text stands as far as the old ones tell, by its span."""
    heard: list[Heard] = []
    for number, (row, at) in enumerate(zip(stood, starts, strict=True)):
        here = [word for word in words if at <= word.start < at + len(row.text) + 1]
        heard += [
            Heard(old[word.start : word.end], word.box, number) for word in here if word.geometry != Geometry.BLOCK
        ]
        if not any(word.geometry != Geometry.BLOCK for word in here) and row.line and row.text.strip():
            heard.append(Heard(row.text, row.line.box, number))
    return {(word.start, word.end): word for word in align(new, within, heard).words}


def _rest(new: str, kept: Sequence[Word], seen: dict[Span, Word], within: Box) -> Iterator[Word]:
    """Words for what no kept word covers; of a word that was kept in part, the parts between."""
    covered = bytearray(len(new))
    for word in kept:
        covered[word.start : word.end] = b"\1" * (word.end - word.start)
    for start, end in spans(new):
        at = seen.get((start, end), Word(start, end, within, None, Geometry.BLOCK))
        for first, last in _bare(covered, start, end):
            if (first, last) == (start, end):
                yield at
            elif at.geometry == Geometry.BLOCK:
                yield Word(first, last, at.box, None, Geometry.BLOCK)
            else:
                whole = end - start
                x0 = at.box.x0 + at.box.width * (first - start) / whole
                x1 = at.box.x0 + at.box.width * (last - start) / whole
                yield Word(first, last, wide(x0, x1, at.box), None, Geometry.INTERPOLATED)


def _bare(covered: bytearray, start: int, end: int) -> Iterator[Span]:
    at = start
    while at < end:
        if covered[at]:
            at += 1
            continue
        last = at
        while last < end and not covered[last]:
            last += 1
        yield at, last
        at = last

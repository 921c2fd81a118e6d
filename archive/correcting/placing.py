"""Where the words of changed rows stand: unchanged ones where they stood, to the bit; others where their letters
were seen, or between those that have a place.

Rows that come from the same rows of the base are looked at together: so no word's place is given out twice."""

from __future__ import annotations

from bisect import bisect_right
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
_ONTO = 0.5  # of the smaller box
_PRIVATE, _PRIVATE_SIZE = 0xF0000, 0xFFFD  # letters that no alphabet has


@dataclass(frozen=True, slots=True)
class Stood:
    """A row of the base: its text, the words that stand in it and the lines it fills (offsets from its beginning);
    a paragraph may fill many."""

    text: str
    words: tuple[Word, ...]
    lines: tuple[Line, ...]


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
    pairs = list(_kept(old, new, words))
    kept = [word for _before, word in pairs]
    heard = _heard(_masked(old, [before for before, _word in pairs]), stood, old_starts, words)
    seen = align(_masked(new, kept), within, heard, leftwards=is_leftwards(new)).words
    fresh = _rest(new, kept, {(word.start, word.end): word for word in seen}, within)
    lines = [line.box for row in stood for line in row.lines]
    found = kept + [_told(word, kept, lines) for word in fresh]
    found.sort(key=lambda word: word.start)
    shared: list[tuple[Word, ...]] = []
    for text, at in zip(texts, new_starts, strict=True):
        inside = (word for word in found if at <= word.start < at + len(text))
        shared.append(tuple(replace(word, start=word.start - at, end=word.end - at) for word in inside))
    return shared


def _told(word: Word, kept: Sequence[Word], lines: Sequence[Box]) -> Word:
    """A word that was guessed onto the ink of one that was kept has no ink of its own: only its line is known."""
    here = word.box
    on = any(here.overlap(other.box) > _ONTO * min(here.area, other.box.area) for other in kept)
    if word.geometry != Geometry.INTERPOLATED or not on:
        return word
    line = max(lines, key=here.overlap, default=None)
    return replace(word, box=line) if line is not None and line.overlap(here) else word


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


def _kept(old: str, new: str, words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Words that are as they were, and with their offsets in the new text. Token by token, so that a word that is
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
    within = _by_token(was, words)
    for at, before in pairs.items():
        by = now[at][0] - was[before][0]
        yield from ((word, _moved(word, by)) for word in within[before])
    for lost, come in between:
        for before, at in zip(
            (at for at in lost if at not in taken), (at for at in come if at not in pairs), strict=False
        ):
            yield from _whole(old, new, was[before], now[at], within[before])


def _by_token(was: Sequence[Span], words: Sequence[Word]) -> list[list[Word]]:
    """For each token the words that lie in it."""
    within: list[list[Word]] = [[] for _ in was]
    begins = [start for start, _end in was]
    for word in words:
        at = bisect_right(begins, word.start) - 1
        if at >= 0 and word.end <= was[at][1]:
            within[at].append(word)
    return within


def _elsewhere(was: list[str], now: list[str], pairs: dict[int, int]) -> dict[int, int]:
    """What stands in another order now: words that were lost once and came once."""
    taken = set(pairs.values())
    lost = Counter(word for at, word in enumerate(was) if at not in taken)
    come = Counter(word for at, word in enumerate(now) if at not in pairs)
    homes = {word: at for at, word in enumerate(was) if at not in taken and lost[word] == 1}
    return {at: homes[word] for at, word in enumerate(now) if at not in pairs and come[word] == 1 and word in homes}


def _whole(old: str, new: str, before: Span, after: Span, words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Words within a stretch that was replaced, of which no letter changed and that are no part of a longer one
    now."""
    for step in Levenshtein.opcodes(old[slice(*before)], new[slice(*after)]):
        if step.tag != "equal":
            continue
        start, end = before[0] + step.src_start, before[0] + step.src_end
        by = after[0] + step.dest_start - start
        for word in words:
            if start <= word.start and word.end <= end and _apart(old, new, word, by, start, end):
                yield word, _moved(word, by)


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


def _masked(text: str, kept: Sequence[Word]) -> str:
    """Each kept word in a letter that nothing else is written in: no other word is laid on its place."""
    letters = list(text)
    for number, word in enumerate(kept):
        letters[word.start : word.end] = chr(_PRIVATE + number % _PRIVATE_SIZE) * (word.end - word.start)
    return "".join(letters)


def _heard(old: str, stood: Sequence[Stood], starts: Sequence[int], words: Sequence[Word]) -> list[Heard]:
    """The words of the base where they stand; where nobody knows, the lines."""
    heard: list[Heard] = []
    first = 0  # lines of the rows before
    for row, at in zip(stood, starts, strict=True):
        here = [
            word for word in words if at <= word.start < at + len(row.text) + 1 and word.geometry != Geometry.BLOCK
        ]
        begins = [line.start for line in row.lines]
        for word in here:
            line = max(0, bisect_right(begins, word.start - at) - 1)
            heard.append(Heard(old[word.start : word.end], word.box, first + line))
        if not here:
            said = ((old[at + line.start : at + line.end], line.box) for line in row.lines)
            heard += [Heard(text, box, first + n) for n, (text, box) in enumerate(said) if text.strip()]
        first += max(1, len(row.lines))
    return heard


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

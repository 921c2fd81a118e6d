"""Two texts of a page beside each other: which words went, which came, and where they stand. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import LCSseq, Levenshtein

from archive.alignment import spans
from archive.blocks import Geometry, PageText
from archive.correcting.rows import rows
from archive.geometry import Box

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row of one kind, as they are written."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    rows: tuple[tuple[Run, ...], ...]
    gone: tuple[Box, ...]  # where the words stood that went
    new: tuple[Box, ...]  # where the words stand that came

    @property
    def same(self) -> bool:
        return all(run.kind == "same" for row in self.rows for run in row)


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of a text was wrong, held against what a person made of it."""

    letters: int  # of the right text
    wrong_letters: int
    words: int
    wrong_words: int


def compared(old: PageText, new: PageText) -> Compared:
    """Rows that are the same are laid beside each other, and of the others the most alike; then word by word. Some
    milliseconds for a page."""
    was, now = _rows(old), _rows(new)
    told: list[tuple[Run, ...]] = []
    gone: list[Box] = []
    come: list[Box] = []
    for before, after in _beside([row.text for row in was], [row.text for row in now]):
        one, other = was[before] if before is not None else _NOTHING, now[after] if after is not None else _NOTHING
        runs, lost, added = _words(one, other)
        told.append(runs)
        gone += lost
        come += added
    return Compared(tuple(told), tuple(gone), tuple(come))


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    places: tuple[tuple[int, int, Box], ...]  # of its words, where more than the block is known of them


_NOTHING = _Row("", ())
_ALIKE = 0.5  # of the letters: rows that have less in common are two rows
_AHEAD = 60  # rows looked through for one that is alike: a page of 20,000 that was written anew is compared too


def _rows(page: PageText) -> list[_Row]:
    return [
        _Row(
            row.text(block),
            tuple(
                (word.start - row.start, word.end - row.start, word.box)
                for word in row.words
                if word.geometry != Geometry.BLOCK
            ),
        )
        for block in page.blocks
        for row in rows(block)
    ]


def _beside(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of rows, in reading order; None where a row has no counterpart."""
    here = there = 0
    for step in LCSseq.opcodes(was, now):
        if step.tag != "equal":
            continue
        yield from _most_alike(was, now, range(here, step.src_start), range(there, step.dest_start))
        yield from zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True)
        here, there = step.src_end, step.dest_end
    yield from _most_alike(was, now, range(here, len(was)), range(there, len(now)))


def _most_alike(
    was: Sequence[str], now: Sequence[str], here: range, there: range
) -> Iterator[tuple[int | None, int | None]]:
    """In order, each with the first of those to come that is alike; a row never goes before an earlier one's."""
    start = there.start
    for before in here:
        at = next(
            (
                a
                for a in range(start, min(there.stop, start + _AHEAD))
                if Levenshtein.normalized_similarity(was[before], now[a]) >= _ALIKE
            ),
            None,
        )
        if at is None:
            yield before, None
            continue
        yield from ((None, other) for other in range(start, at))
        yield before, at
        start = at + 1
    yield from ((None, other) for other in range(start, there.stop))


def _words(one: _Row, other: _Row) -> tuple[tuple[Run, ...], list[Box], list[Box]]:
    was, now = list(spans(one.text)), list(spans(other.text))
    runs: list[Run] = []
    lost: list[Box] = []
    added: list[Box] = []
    for step in LCSseq.opcodes([one.text[a:b] for a, b in was], [other.text[a:b] for a, b in now]):
        if step.tag == "delete":
            went = was[step.src_start : step.src_end]
            run = Run("gone", one.text[went[0][0] : went[-1][1]])
            # What went is told before what came in its place.
            runs.insert(len(runs) - 1 if runs and runs[-1].kind == "new" else len(runs), run)
            lost += _places(one, went)
        else:
            came = now[step.dest_start : step.dest_end]
            runs.append(Run("same" if step.tag == "equal" else "new", other.text[came[0][0] : came[-1][1]]))
            added += _places(other, came) if step.tag == "insert" else []
    return tuple(runs), lost, added


def _places(row: _Row, words: Sequence[tuple[int, int]]) -> list[Box]:
    return [box for start, end, box in row.places if any(a < end and start < b for a, b in words)]


def counted(machine: str, right: str) -> Counted:
    """Line breaks and the width of gaps do not count."""
    was, now = machine.split(), right.split()
    one, other = " ".join(was), " ".join(now)
    letters = sum(not letter.isspace() for letter in other)
    return Counted(letters, Levenshtein.distance(one, other), len(now), Levenshtein.distance(was, now))

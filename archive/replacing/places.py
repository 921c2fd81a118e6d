"""Where on one page something stands that is to be replaced: row by row, as an editor shows them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from archive.blocks import PageText
from archive.correcting.rows import Row, rows
from archive.correcting.wanted import Wanted, WantedRegion, WantedRow
from archive.geometry import Box
from archive.replacing.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Place:
    """`start` and `end` in the row's text."""

    region: int
    row: int
    start: int
    end: int
    text: str  # of the whole row
    instead: str
    box: Box  # of the row, or of the region where rows have no place
    word: Box | None  # of what stands there now, where that is known

    @property
    def key(self) -> str:
        return f"{self.region}.{self.row}.{self.start}"

    @property
    def before(self) -> str:
        return self.text[: self.start]

    @property
    def found(self) -> str:
        return self.text[self.start : self.end]

    @property
    def after(self) -> str:
        return self.text[self.end :]


def places(content: PageText, pattern: Pattern) -> Iterator[Place]:
    """In reading order."""
    for region, block in enumerate(content.blocks):
        for number, row in enumerate(rows(block)):
            for start, end, instead in pattern.matches(row.text(block)):
                here = [w.box for w in row.words if w.start < row.start + end and row.start + start < w.end]
                word = Box.around(here) if here else None
                yield Place(region, number, start, end, row.text(block), instead, _box(row) or block.box, word)


def wanted(content: PageText, chosen: list[Place]) -> Wanted:
    """The page as it is to read: all as it was but the chosen places."""
    changes: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place in chosen:
        changes[place.region, place.row].append(place)
    return Wanted(
        tuple(
            WantedRegion(
                block.kind,
                tuple(
                    WantedRow(_changed(row.text(block), changes.get((region, n), [])), ((region, n),))
                    for n, row in enumerate(rows(block))
                ),
                region,
                block.level,
                None,
                block.markup,
            )
            for region, block in enumerate(content.blocks)
        )
    )


def as_previewed(now: PageText, then: PageText, found: list[Place]) -> dict[str, str]:
    """Of places on the page as it reads now: key -> the key they had in the preview, for those whose row still
    reads as it did then."""
    known: dict[str, deque[tuple[int, int]]] = defaultdict(deque)
    for region, block in enumerate(then.blocks):
        for number, row in enumerate(rows(block)):
            known[row.text(block)].append((region, number))
    was: dict[tuple[int, int], tuple[int, int]] = {}
    for region, block in enumerate(now.blocks):
        for number, row in enumerate(rows(block)):
            if waiting := known.get(row.text(block)):
                was[region, number] = waiting.popleft()
    return {
        place.key: f"{was[place.region, place.row][0]}.{was[place.region, place.row][1]}.{place.start}"
        for place in found
        if (place.region, place.row) in was
    }


def _changed(text: str, here: list[Place]) -> str:
    for place in sorted(here, key=lambda each: -each.start):
        text = text[: place.start] + place.instead + text[place.end :]
    return text


def _box(row: Row) -> Box | None:
    if row.line is not None:
        return row.line.box
    return Box.around(word.box for word in row.words) if row.words else None

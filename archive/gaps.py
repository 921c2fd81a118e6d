"""Places for the words of a text that match nothing another engine saw, from the lines and words around them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import median

from archive.blocks import Geometry
from archive.dividing import Room, divided
from archive.geometry import Box

#: A word gets no box narrower than this share of what its letters take up elsewhere on the page.
NARROWEST = 0.6
_SMALLEST = 1e-4  # of the page: no box is narrower
_LOOKED_AT = 50  # letters tell which way a word is written
_EVIDENCE = 0.5  # how much a letter found on a line speaks for it
_FULL = (0.7, 1.4)  # so far a text may differ from its lines and still fill them


@dataclass(slots=True)
class Standing:
    """A word of the text and where it stands, as far as that is known."""

    start: int
    end: int
    letters: str  # as compared
    box: Box | None = None
    line: int = -1
    geometry: Geometry = Geometry.BLOCK
    near: dict[int, int] = field(default_factory=dict)  # for each line, how many of its letters are the same there


@dataclass(frozen=True, slots=True)
class Row:
    """A line as heard."""

    box: Box
    x0: float  # as far as lines go here
    x1: float
    letter: float  # how wide one is
    free: tuple[Box, ...]  # heard, and matching nothing


@dataclass(frozen=True, slots=True)
class _Slot:
    """The part of a row between words that have their place, or the ends of the row."""

    line: int
    row: Row
    left: float
    right: float
    before: Box | None
    after: Box | None

    @property
    def room(self) -> Room:
        """Between two words stands a blank more than there are words, in a line of its own one less."""
        blanks = 1 - (self.before is not None) - (self.after is not None)
        left = self.left if self.before else min(self.left, self.row.x0)
        right = self.right if self.after else max(self.right, self.row.x1)
        least = (self.right - self.left) / self.row.letter + blanks
        return Room(max(0.0, least), max(0.0, (right - left) / self.row.letter + blanks))


def rows(lines: Mapping[int, Sequence[tuple[Box, int, bool]]]) -> dict[int, Row]:
    """For each line its words as heard: box, letters, and whether something matches it."""
    boxes = {line: Box.around(box for box, _letters, _taken in some) for line, some in lines.items()}
    wide = {
        line: sum(box.width for box, *_ in some) / sum(n for _box, n, _ in some) for line, some in lines.items()
    }
    usual = median(wide.values()) if wide else 0.0
    order = sorted(boxes)
    made = {}
    for at, line in enumerate(order):
        box = boxes[line]
        beside = [boxes[other] for other in order[max(0, at - 1) : at + 2] if _shares(boxes[other], box)]
        made[line] = Row(
            box,
            min(each.x0 for each in beside),
            max(each.x1 for each in beside),
            max(_SMALLEST, min(max(wide[line], usual / 2), usual * 2)),
            tuple(sorted((each for each, _n, taken in lines[line] if not taken), key=lambda one: one.x0)),
        )
    return made


def fill(words: Sequence[Standing], heard: Mapping[int, Row], *, leftwards: bool = False) -> None:
    """Each run of words without a place goes to what is free between its neighbours: the rest of one's line, the
    lines between them, the beginning of the other's. Where there is no room, nothing is claimed."""
    if leftwards:  # as in a mirror, where all is the same
        heard = {line: _mirrored(row) for line, row in heard.items()}
        _turn(words)
    order = sorted(heard)
    for lost, run in groupby(list(enumerate(words)), key=lambda pair: pair[1].box is None):
        if not lost or not order:
            continue
        numbers, some = zip(*run, strict=True)
        before = words[numbers[0] - 1] if numbers[0] else None
        after = words[numbers[-1] + 1] if numbers[-1] + 1 < len(words) else None
        if before and after and after.line < before.line:
            after = None
        first = before.line if before else order[0]
        last = after.line if after else order[-1]
        slots = [_slot(line, heard[line], before, after) for line in order if first <= line <= last]
        homes = divided([len(word.letters) + 1.0 for word in some], _fitting(some, slots), _drawn(some, slots))
        for home, inside in groupby(zip(homes, some, strict=True), key=lambda pair: pair[0]):
            _settle([word for _home, word in inside], slots[home])
    if leftwards:
        _turn(words)


def _turn(words: Sequence[Standing]) -> None:
    for word in words:
        word.box = word.box and _mirror(word.box)


def _mirror(box: Box) -> Box:
    return wide(1 - box.x1, 1 - box.x0, box)


def _mirrored(row: Row) -> Row:
    free = tuple(_mirror(box) for box in reversed(row.free))
    return Row(_mirror(row.box), 1 - row.x1, 1 - row.x0, row.letter, free)


def wide(x0: float, x1: float, like: Box) -> Box:
    """As high as `like`, and never without width."""
    x0 = min(max(x0, 0.0), 1.0 - _SMALLEST)
    return Box(x0, like.y0, min(1.0, max(x1, x0 + _SMALLEST)), like.y1)


def is_leftwards(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text[:_LOOKED_AT])


def _shares(one: Box, other: Box) -> bool:
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 0.5 * min(one.width, other.width)


def _slot(line: int, row: Row, before: Standing | None, after: Standing | None) -> _Slot:
    first = before.box if before and before.line == line else None
    last = after.box if after and after.line == line else None
    left, right = first.x1 if first else row.box.x0, last.x0 if last else row.box.x1
    return _Slot(line, row, left, right, first, last)


def _fitting(some: Collection[Standing], slots: Sequence[_Slot]) -> list[Room]:
    """The rooms, in the letters of this text where it seems to fill them."""
    rooms = [slot.room for slot in slots]
    whole = sum(room.least for room in rooms)
    share = sum(len(word.letters) + 1 for word in some) / whole if whole else 1.0
    if not _FULL[0] <= share <= _FULL[1]:
        return rooms
    return [Room(room.least * share, room.most * share) for room in rooms]


def _drawn(some: Sequence[Standing], slots: Sequence[_Slot]) -> list[dict[int, float]]:
    place = {slot.line: at for at, slot in enumerate(slots)}
    return [
        {place[line]: letters * _EVIDENCE for line, letters in word.near.items() if line in place} for word in some
    ]


def _settle(some: Sequence[Standing], slot: _Slot) -> None:
    letter = slot.row.letter
    needed = letter * (sum(len(word.letters) + 1 for word in some) - 1)
    free = [box for box in slot.row.free if slot.left <= (box.x0 + box.x1) / 2 <= slot.right]
    if len(free) == len(some) and all(
        box.width >= NARROWEST * letter * len(word.letters) for box, word in zip(free, some, strict=True)
    ):
        for word, box in zip(some, free, strict=True):
            word.box, word.line, word.geometry = box, slot.line, Geometry.INTERPOLATED
        return
    x0, x1 = _between(slot, needed)
    if free and (ink := Box.around(free)).width >= NARROWEST * needed:
        x0, x1 = ink.x0, ink.x1
    if x1 - x0 < NARROWEST * needed:
        x0, x1 = _shared(slot, needed)
    if x1 - x0 >= NARROWEST * needed:
        _spread(some, x0, x1, slot)


def _between(slot: _Slot, needed: float) -> tuple[float, float]:
    """The gap without its blanks; at an end of the line as far as other lines go, if it takes that."""
    half = slot.row.letter / 2
    left, right = slot.left + (half if slot.before else 0.0), slot.right - (half if slot.after else 0.0)
    if not slot.after:
        right = max(right, min(left + needed, slot.row.x1))
    if not slot.before:
        left = min(left, max(right - needed, slot.row.x0))
    return left, right


def _shared(slot: _Slot, needed: float) -> tuple[float, float]:
    """About the middle of the gap, over its neighbours: one of the three got too much."""
    left = slot.before.x0 if slot.before else min(slot.left, slot.row.x0)
    right = slot.after.x1 if slot.after else max(slot.right, slot.row.x1)
    size = min(needed, right - left)
    x0 = min(max((slot.left + slot.right - size) / 2, left), right - size)
    return x0, x0 + size


def _spread(some: Sequence[Standing], left: float, right: float, slot: _Slot) -> None:
    whole = sum(len(word.letters) + 1 for word in some) - 1
    at = 0
    for word in some:
        x0, x1 = (left + (right - left) * place / whole for place in (at, at + len(word.letters)))
        word.box, word.line, word.geometry = wide(x0, x1, slot.row.box), slot.line, Geometry.INTERPOLATED
        at += len(word.letters) + 1

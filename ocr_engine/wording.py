"""Words for a reading that has none: those of another engine, given to the blocks they lie in.

What the other engine saw and no block covers is told too: a model that leaves a column out says nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.alignment import Aligned, Heard, align, folded
from archive.blocks import Block, Geometry, Kind, PageText
from archive.geometry import Box
from archive.segmenting import over_rows

#: Of the page: models draw their boxes a little beside what they mean; farther, where the block says the word.
_BESIDE, _FAR = 0.015, 0.04
_SAME_ROW = 0.5  # of a word's height: closer middles are one row of a table
_PAGE = Box(0.0, 0.0, 1.0, 1.0)
#: Kinds whose text does not run in lines from their left edge to their right.
UNLINED = frozenset({Kind.TABLE, Kind.FIGURE, Kind.FORMULA})
_OPEN = frozenset({Kind.FIGURE})  # what is seen in a picture is not lost because the model calls it one


@dataclass(frozen=True, slots=True)
class Worded:
    blocks: tuple[Block, ...]
    agreement: float | None  # of the two readings, by length; None where there was nothing to compare
    uncovered: float  # share of the letters heard that lie in no block
    lost: tuple[Box, ...]  # the lines of those


def worded(blocks: Sequence[Block], beside: PageText, rows: Sequence[Box] = ()) -> Worded:
    """`rows` of ink serve the blocks in which nothing was heard."""
    heard = _heard(beside)
    given: list[list[Heard]] = [[] for _ in blocks]
    lost: list[Heard] = []
    saying = [set(map(folded, block.text.split())) for block in blocks]
    for word in heard:
        at = _home(word, blocks, saying)
        (lost if at is None else given[at]).append(word)
    made, same, letters = [], 0.0, 0
    for block, words in zip(blocks, given, strict=True):
        found = align(block.text, block.box, words)
        if block.kind == Kind.TABLE:
            found = max(found, align(block.text, block.box, _by_rows(words)), key=lambda one: one.agreement or 0.0)
        if not words and block.kind not in UNLINED:
            found = over_rows(block.text, block.box, [row for row in rows if _within(row, block.box)])
        text = block.text if block.kind == Kind.TABLE else _broken(block.text, [line.end for line in found.lines])
        made.append(replace(block, text=text, lines=found.lines, words=found.words))
        if found.agreement is not None:
            same += found.agreement * len(block.text)
            letters += len(block.text)
    every = sum(len(word.text) for word in heard)
    missing = [word for word in lost if len(word.text) > 1]
    share = sum(len(word.text) for word in missing) / every if every else 0.0
    return Worded(tuple(made), same / letters if letters else None, share, _rows(missing))


def worded_anywhere(blocks: Sequence[Block], beside: PageText) -> Worded:
    """The same for blocks that nobody placed, in the order in which they were written: the whole text is laid
    beside the whole page, and each block stands where its words were heard."""
    heard = _heard(beside)
    text = "\n".join(block.text for block in blocks)
    if not heard or not text.strip():
        return worded(blocks, beside)
    found = align(text, _PAGE, heard)
    made, start = [], 0
    for block in blocks:
        made.append(_cut(block, found, start))
        start += len(block.text) + 1
    return Worded(tuple(made), found.agreement, 0.0, ())


def _cut(block: Block, found: Aligned, start: int) -> Block:
    """The block with what was found for its stretch of the text."""
    end = start + len(block.text)
    words = [replace(w, start=w.start - start, end=w.end - start) for w in found.words if start <= w.start < end]
    lines = [
        replace(line, start=max(line.start, start) - start, end=min(line.end, end) - start)
        for line in found.lines
        if line.start < end and line.end > start
    ]
    seen = [word.box for word in words if word.geometry != Geometry.BLOCK]
    box = Box.around(seen) if seen else block.box
    words = [word if word.geometry != Geometry.BLOCK else replace(word, box=box) for word in words]
    text = block.text if block.kind == Kind.TABLE else _broken(block.text, [line.end for line in lines])
    return replace(block, box=box, text=text, lines=tuple(lines), words=tuple(words))


def _heard(beside: PageText) -> list[Heard]:
    """In reading order, lines counted over the whole page."""
    found: list[Heard] = []
    line = 0
    for block in beside.blocks:
        ends = [each.end for each in block.lines]
        place = 0
        for word in block.words:
            while place < len(ends) - 1 and word.start >= ends[place]:
                place, line = place + 1, line + 1
            found.append(Heard(block.text[word.start : word.end], word.box, line, word.confidence))
        line += 1
    return found


def _by_rows(words: Sequence[Heard]) -> list[Heard]:
    """As most tables are written: row by row, where the other engine may have read columns."""
    rows: list[list[Heard]] = []
    for word in sorted(words, key=lambda one: one.box.y0 + one.box.y1):
        last = rows[-1] if rows else []
        middle = sum(one.box.y0 + one.box.y1 for one in last) / max(1, len(last)) / 2
        if last and (word.box.y0 + word.box.y1) / 2 - middle < _SAME_ROW * word.box.height:
            last.append(word)
        else:
            rows.append([word])
    return [replace(one, line=at) for at, row in enumerate(rows) for one in sorted(row, key=lambda w: w.box.x0)]


def _home(word: Heard, blocks: Sequence[Block], saying: Sequence[set[str]]) -> int | None:
    """Of the blocks that the word's middle lies in or beside one that says it, if there is any; of several the
    nearest, and the smallest."""
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
    closed = [(at, block) for at, block in enumerate(blocks) if block.kind not in _OPEN]
    near = [one for one in ((_away(x, y, block.box), block.box.area, at) for at, block in closed) if one[0] <= _FAR]
    letters = folded(word.text)
    said = [one for one in near if letters in saying[one[2]]]
    if said := said or [one for one in near if one[0] <= _BESIDE]:
        return min(said)[2]
    inside = (at for at, block in enumerate(blocks) if block.kind in _OPEN and not _away(x, y, block.box))
    return next(inside, None)


def _away(x: float, y: float, box: Box) -> float:
    return max(box.x0 - x, x - box.x1, box.y0 - y, y - box.y1, 0.0)


def _broken(text: str, ends: Sequence[int]) -> str:
    """The same text with line breaks where the page has them, and nowhere else; no offset changes."""
    letters = [" " if letter == "\n" else letter for letter in text] if ends else list(text)
    for end in ends:
        if end < len(letters) and letters[end].isspace():
            letters[end] = "\n"
    return "".join(letters)


def _within(row: Box, box: Box) -> bool:
    return row.overlap(box) > 0.8 * row.area


def _rows(words: Sequence[Heard]) -> tuple[Box, ...]:
    rows: dict[int, list[Box]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word.box)
    return tuple(Box.around(boxes) for boxes in rows.values())

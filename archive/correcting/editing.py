"""From what somebody wants to a page's text: the same words in the same places, places for the new ones. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archive.blocks import Block, Geometry, Kind, Line, PageText, Word
from archive.correcting import tables
from archive.correcting.placing import Stood, drawn, placed
from archive.correcting.rows import Row, rows
from archive.correcting.wanted import Refused, Wanted, WantedRegion, WantedRow
from archive.geometry import Box

Place = tuple[int, int]  # region and row
_PAGE = Box(0.0, 0.0, 1.0, 1.0)
_GRID = 1e-5  # words are kept on a grid and lines are not: a word may stick out by a step of it


@dataclass(frozen=True, slots=True)
class _Made:
    """A row with everything that is known of its place; offsets from its beginning."""

    text: str
    words: tuple[Word, ...]
    lines: tuple[Line, ...]


def edited(base: PageText, wanted: Wanted) -> PageText:
    """Raises Refused where rows or regions are named that the base has not. Some milliseconds for a page."""
    stood = {(r, i): (block, row) for r, block in enumerate(base.blocks) for i, row in enumerate(rows(block))}
    for region in wanted.regions:
        if region.source is not None and region.source >= len(base.blocks):
            raise Refused(f"the base has no region {region.source}")
        if missing := [place for row in region.rows for place in row.sources if place not in stood]:
            raise Refused(f"the base has no row {missing[0]}")
    made = _rows(base, wanted, stood)
    blocks = [_block(base, wanted, at, made) for at in range(len(wanted.regions))]
    return PageText(tuple(block for block in blocks if block is not None))


def _rows(base: PageText, wanted: Wanted, stood: dict[Place, tuple[Block, Row]]) -> dict[Place, _Made]:
    """All rows that keep their places, those that share rows of the base together."""
    every = {(r, i): row for r, region in enumerate(wanted.regions) for i, row in enumerate(region.rows)}
    made: dict[Place, _Made] = {}
    for places in _together(every):
        first = every[places[0]]
        # In the wanted order, so that rows that changed places keep their words.
        sources = list(dict.fromkeys(source for place in places for source in every[place].sources))
        if len(places) == len(sources) == 1 and first.box is None:
            block, row = stood[sources[0]]
            if first.text == row.text(block):
                made[places[0]] = _unchanged(block, row)
                continue
        within = _within(base, wanted, places[0])
        before = [_stood(*stood[source]) for source in sources]
        words = placed([every[place].text for place in places], before, within)
        for place, found in zip(places, words, strict=True):
            own = [line for source in every[place].sources for line in _stood(*stood[source]).lines]
            made[place] = _changed(every[place], found, own, shared=len(places) > 1)
    return made


def _together(every: dict[Place, WantedRow]) -> list[list[Place]]:
    """The rows in groups that share a row of the base, each in the wanted order."""
    group: dict[Place, int] = {}
    groups: list[list[Place]] = []
    for place, row in every.items():
        joined = sorted({group[source] for source in row.sources if source in group})
        if joined:
            home = joined[0]
            for other in joined[1:]:
                groups[home] += groups[other]
                for source, number in group.items():
                    if number == other:
                        group[source] = home
                groups[other] = []
            groups[home].append(place)
        else:
            home = len(groups)
            groups.append([place])
        for source in row.sources:
            group[source] = home
    return [sorted(places) for places in groups if places]


def _stood(block: Block, row: Row) -> Stood:
    words = tuple(replace(word, start=word.start - row.start, end=word.end - row.start) for word in row.words)
    lines = tuple(
        replace(line, start=max(line.start, row.start) - row.start, end=min(line.end, row.end) - row.start)
        for line in block.lines
        if line.start < row.end and row.start < line.end
    )
    return Stood(row.text(block), words, lines)


def _unchanged(block: Block, row: Row) -> _Made:
    lines = [line for line in block.lines if row.start <= line.start <= row.end and line.start < max(row.end, 1)]
    return _Made(
        row.text(block),
        _stood(block, row).words,
        tuple(
            replace(line, start=line.start - row.start, end=min(line.end, row.end) - row.start) for line in lines
        ),
    )


def _changed(row: WantedRow, words: tuple[Word, ...], lines: Sequence[Line], *, shared: bool) -> _Made:
    if row.box is not None:
        return _Made(row.text, drawn(row.text, row.box), (Line(0, len(row.text), row.box),) if row.text else ())
    seen = [word.box for word in words if word.geometry != Geometry.BLOCK]
    if not row.text or not (seen or lines):
        return _Made(row.text, words, ())
    if len(lines) == 1 and not shared and all(_holds(lines[0].box, box) for box in seen):
        return _Made(row.text, words, (Line(0, len(row.text), lines[0].box, lines[0].points),))
    if len(row.sources) == 1 and len(lines) > 1 and seen:
        return _Made(row.text, words, tuple(_line_by_line(words, lines, shared=shared)))
    around = seen if seen and shared else [*seen, *(line.box for line in lines)]
    return _Made(row.text, words, (Line(0, len(row.text), Box.around(around)),))


def _line_by_line(words: Sequence[Word], lines: Sequence[Line], *, shared: bool) -> Iterator[Line]:
    """Of a paragraph that fills several lines: each as far as its words go now."""
    at, homes = 0, []
    for word in words:
        if word.geometry != Geometry.BLOCK:
            at = max(range(len(lines)), key=lambda n: (lines[n].box.overlap(word.box), -abs(n - at)))
        homes.append(at)
    for home, run in groupby(zip(homes, words, strict=True), key=lambda pair: pair[0]):
        some = [word for _home, word in run]
        line, seen = lines[home], [word.box for word in some if word.geometry != Geometry.BLOCK]
        if not shared and all(_holds(line.box, box) for box in seen):
            yield Line(some[0].start, some[-1].end, line.box, line.points)
        else:
            yield Line(some[0].start, some[-1].end, Box.around(seen if shared and seen else [line.box, *seen]))


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x0 <= inner.x0 + _GRID
        and outer.y0 <= inner.y0 + _GRID
        and inner.x1 <= outer.x1 + _GRID
        and inner.y1 <= outer.y1 + _GRID
    )


def _within(base: PageText, wanted: Wanted, place: Place) -> Box:
    region = wanted.regions[place[0]]
    if region.box is not None:
        return region.box
    return base.blocks[region.source].box if region.source is not None else _PAGE


def _block(base: PageText, wanted: Wanted, at: int, made: dict[Place, _Made]) -> Block | None:
    region = wanted.regions[at]
    source = base.blocks[region.source] if region.source is not None else None
    mine = [made[at, i] for i in range(len(region.rows))]
    text = "\n".join(row.text for row in mine)
    if not text.strip() and region.kind != Kind.FIGURE:
        return None
    whole = _whole(region, at, source)
    if source is not None and whole and text == source.text:
        return replace(source, kind=region.kind, level=region.level, markup=_markup(region, source, text))
    words: list[Word] = []
    lines: list[Line] = []
    start = 0
    for row in mine:
        words += [replace(word, start=word.start + start, end=word.end + start) for word in row.words]
        lines += [replace(line, start=line.start + start, end=line.end + start) for line in row.lines]
        start += len(row.text) + 1
    box = _box(region, source, lines, words)
    if region.box is not None:  # nothing finer is known of these than the region, and the region was drawn anew
        words = [replace(word, box=box) if word.geometry == Geometry.BLOCK else word for word in words]
    return Block(region.kind, box, text, tuple(lines), tuple(words), region.level, _markup(region, source, text))


def _whole(region: WantedRegion, at: int, source: Block | None) -> bool:
    """Whether it is the base's region row by row, in place."""
    if source is None or region.box not in (None, source.box):
        return False
    return [row.sources for row in region.rows] == [
        ((region.source, i),) for i in range(source.text.count("\n") + 1)
    ] and all(row.box is None for row in region.rows)


def _box(region: WantedRegion, source: Block | None, lines: Sequence[Line], words: Sequence[Word]) -> Box:
    if region.box is not None:
        return region.box
    foreign = any(row.box or any(r != region.source for r, _i in row.sources) for row in region.rows)
    seen = [line.box for line in lines] + [word.box for word in words if word.geometry != Geometry.BLOCK]
    if source is not None:
        return Box.around([source.box, *seen]) if foreign and seen else source.box
    return Box.around(seen) if seen else _PAGE


def _markup(region: WantedRegion, source: Block | None, text: str) -> str:
    if region.kind == Kind.FORMULA:
        return region.markup or (source.markup if source is not None and source.kind == Kind.FORMULA else "")
    if region.kind == Kind.TABLE:
        before = source.markup if source is not None and source.kind == Kind.TABLE else ""
        same = source is not None and before and source.text == text
        return before if same else tables.markup_of(text, before)
    return ""

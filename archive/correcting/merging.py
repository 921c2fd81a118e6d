"""Two persons changed one text: what both did, put together row by row and word by word; where both changed the
same words, both are told. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import LCSseq

from archive.blocks import PageText
from archive.correcting.rows import rows
from archive.correcting.wanted import Wanted, WantedRegion, WantedRow

Place = tuple[int, int]  # region and row
_PIECES = re.compile(r"\S+|\s")


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed: where it stands in the merged text, what it was, and what either made of it. The merged
    text holds theirs, or mine where they took it out."""

    region: int
    row: int
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What is wanted of the version that counts now (theirs), with mine in it."""

    wanted: Wanted
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch of the base and what became of it on either side; `same` where nobody changed anything."""

    base: range
    mine: range
    theirs: range
    same: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """A row of the merged text and the region it stands in: one of theirs, or one that is new in mine (from -1
    downwards)."""

    region: int
    row: WantedRow
    clash: tuple[str, str, str] | None = None


def merge(base: PageText, mine: Wanted, theirs: PageText) -> Merged:
    """Nothing that either wrote is left out: it is in the text, or in a clash. Some milliseconds for a page."""
    was, now = _flat(base), _flat(theirs)
    own = [
        (-1 - r if region.source is None else region.source, row)
        for r, region in enumerate(mine.regions)
        for row in region.rows
    ]
    said_was, said_own, said_now = [t for _p, t in was], [row.text for _r, row in own], [t for _p, t in now]
    chunks = list(_chunks(said_was, said_own, said_now))
    homes = {was[b][0]: now[t][0] for chunk in chunks for b, t in zip(chunk.base, chunk.theirs, strict=False)}
    regions = _regions(homes, len(base.blocks))
    told: list[_Told] = []
    for chunk in chunks:
        before, ours, after = said_was[_cut(chunk.base)], said_own[_cut(chunk.mine)], said_now[_cut(chunk.theirs)]
        as_theirs = [_Told(now[at][0][0], WantedRow(now[at][1], (now[at][0],))) for at in chunk.theirs]
        as_mine = [_mine(*own[at], homes, regions) for at in chunk.mine]
        if ours in (before, after) or chunk.same:
            told += (
                [
                    replace(one, row=replace(one.row, box=own[at][1].box))
                    for one, at in zip(as_theirs, chunk.mine, strict=True)
                ]
                if len(chunk.mine) == len(chunk.theirs)
                else as_theirs
            )
        elif after == before:
            told += as_mine
        else:
            told += _both(before, ours, after, as_mine, as_theirs)
    return _gathered(told, _Regions(base, mine, theirs, {theirs: was for was, theirs in regions.items()}))


@dataclass(frozen=True, slots=True)
class _Regions:
    base: PageText
    mine: Wanted
    theirs: PageText
    origins: Mapping[int, int]  # of their regions: which of the base's each was

    def took_out(self, number: int) -> bool:
        """Whether I took out one of their regions that they left as it was: a picture has no words to tell by."""
        origin = self.origins.get(number)
        if origin is None or any(each.source == origin for each in self.mine.regions):
            return False
        return self.theirs.blocks[number] == self.base.blocks[origin]


def _flat(page: PageText) -> list[tuple[Place, str]]:
    return [((r, i), row.text(block)) for r, block in enumerate(page.blocks) for i, row in enumerate(rows(block))]


def _cut(at: range) -> slice:
    return slice(at.start, at.stop)


def _chunks(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[_Chunk]:
    to_mine, to_theirs = _matches(base, mine), _matches(base, theirs)
    b = m = t = 0
    for at in range(len(base)):
        if at in to_mine and at in to_theirs:
            m_at, t_at = to_mine[at], to_theirs[at]
            if b < at or m < m_at or t < t_at:
                yield _Chunk(range(b, at), range(m, m_at), range(t, t_at), same=False)
            yield _Chunk(range(at, at + 1), range(m_at, m_at + 1), range(t_at, t_at + 1), same=True)
            b, m, t = at + 1, m_at + 1, t_at + 1
    if b < len(base) or m < len(mine) or t < len(theirs):
        yield _Chunk(range(b, len(base)), range(m, len(mine)), range(t, len(theirs)), same=False)


def _matches(one: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    return {
        here: there
        for step in LCSseq.opcodes(one, other)
        if step.tag == "equal"
        for here, there in zip(
            range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
        )
    }


def _regions(homes: dict[Place, Place], count: int) -> dict[int, int]:
    """Which of their regions most rows of a region of the base stand in."""
    votes: dict[int, Counter[int]] = {r: Counter() for r in range(count)}
    for (region, _row), (home, _at) in homes.items():
        votes[region][home] += 1
    return {region: counted.most_common(1)[0][0] for region, counted in votes.items() if counted}


def _mine(region: int, row: WantedRow, homes: dict[Place, Place], regions: dict[int, int]) -> _Told:
    sources = tuple(dict.fromkeys(homes[source] for source in row.sources if source in homes))
    return _Told(regions.get(region, region) if region >= 0 else region, replace(row, sources=sources))


def _both(
    before: list[str], ours: list[str], after: list[str], as_mine: list[_Told], as_theirs: list[_Told]
) -> list[_Told]:
    """Word by word, where the words that were changed do not touch; else a clash."""
    clash = ("\n".join(before), "\n".join(ours), "\n".join(after))
    if not as_theirs or not as_mine:  # one took out what the other changed, or both: it stays
        stays = as_theirs or as_mine
        return [replace(stays[0], clash=clash), *stays[1:]] if stays and before else stays
    if not before:  # both added something in one place
        return [*as_theirs, *as_mine]
    text = _worded(*(_PIECES.findall(said) for said in clash))
    if text is None:
        return [replace(as_theirs[0], clash=clash), *as_theirs[1:]]
    lines = text.split("\n")
    every = tuple(source for one in as_theirs for source in one.row.sources)
    if len(lines) == len(as_theirs):
        return [replace(one, row=replace(one.row, text=line)) for one, line in zip(as_theirs, lines, strict=True)]
    return [_Told(as_theirs[0].region, WantedRow(line, every)) for line in lines]


def _worded(before: list[str], ours: list[str], after: list[str]) -> str | None:
    made: list[str] = []
    for chunk in _chunks(before, ours, after):
        was, own, now = before[_cut(chunk.base)], ours[_cut(chunk.mine)], after[_cut(chunk.theirs)]
        if own in (was, now):
            made += now
        elif now == was:
            made += own
        else:
            return None
    return "".join(made)


def _gathered(told: list[_Told], every: _Regions) -> Merged:
    """Rows into their regions: theirs all, new ones of mine where their first row stands."""
    inside: dict[int, list[_Told]] = {r: [] for r in range(len(every.theirs.blocks))}
    order = list(inside)
    last = -1
    for one in told:
        if one.region not in inside:
            if one.region >= 0:  # a region they took out: what I wrote in it stands behind what was before it
                one = replace(one, region=order[max(0, last)] if order else -1)
            if one.region not in inside:
                inside[one.region] = []
                order.insert(last + 1, one.region)
        last = order.index(one.region)
        inside[one.region].append(one)
    regions: list[WantedRegion] = []
    clashes: list[Clash] = []
    for number in order:
        some, place = inside[number], len(regions)
        if not some and every.took_out(number):
            continue
        regions.append(_region(number, tuple(one.row for one in some), every))
        clashes += [Clash(place, i, *one.clash) for i, one in enumerate(some) if one.clash is not None]
    return Merged(Wanted(tuple(regions)), tuple(clashes))


def _region(number: int, some: tuple[WantedRow, ...], every: _Regions) -> WantedRegion:
    """Theirs, with what I made of it where they left it as it was."""
    if number < 0:
        own = every.mine.regions[-1 - number]
        if own.source is None:
            return replace(own, rows=some)
        # They took it out, and with it the place I left as it was.
        return replace(own, rows=some, source=None, box=own.box or every.base.blocks[own.source].box)
    block, origin = every.theirs.blocks[number], every.origins.get(number)
    made = WantedRegion(block.kind, some, number, block.level, None, block.markup)
    wish = (
        next((each for each in every.mine.regions if each.source == origin), None) if origin is not None else None
    )
    if wish is None or origin is None:
        return made
    was = every.base.blocks[origin]
    if (block.kind, block.level) == (was.kind, was.level):
        made = replace(made, kind=wish.kind, level=wish.level)
    if block.box == was.box:
        made = replace(made, box=wish.box)
    if block.markup == was.markup and wish.markup:
        made = replace(made, markup=wish.markup)
    return made

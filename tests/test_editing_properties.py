"""Whatever is done to a page, in whatever direction it is written: spans give back their text, what was not touched
stands where it stood, no place is given out twice, and a hit's mark covers its word."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.blocks import Block, Geometry, Kind, Line, PageText, Word
from archive.correcting.comparing import compared
from archive.correcting.editing import edited
from archive.correcting.merging import merge
from archive.correcting.rows import rows
from archive.correcting.wanted import Wanted, WantedRegion, WantedRow
from archive.geometry import Box
from archive.marks import marks
from archive.models import Body
from tests.test_editing import as_it_is

#: Few words, so that many are written twice and look alike.
SAID = {
    "en": ["a", "at", "the", "then", "quay", "quays", "ſea"],
    "he": ["אב", "אבג", "בג", "ד"],
    "ja": ["東", "東京", "京"],
}
PLENTY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def regions(draw: st.DrawFn, top: float) -> Block:
    """Rows of words; a paragraph may fill several lines of the page with one row, a table has tabs."""
    kind = draw(st.sampled_from([Kind.TEXT, Kind.TABLE, Kind.MARGINAL]))
    words_of = SAID[draw(st.sampled_from(sorted(SAID)))]
    leftwards = words_of is SAID["he"]
    gap = "\t" if kind == Kind.TABLE else " "
    text, lines, words = "", [], []
    for number in range(draw(st.integers(1, 4))):
        if text:  # the page's lines are not always the text's
            text += "\n" if kind == Kind.TABLE or draw(st.booleans()) else " "
        start, y, x = len(text), top + 0.03 * number, 0.1
        for at, word in enumerate(draw(st.lists(st.sampled_from(words_of), min_size=1, max_size=5))):
            text += gap if at else ""
            wide = 0.012 * len(word)
            box = Box(1 - x - wide, y, 1 - x, y + 0.02) if leftwards else Box(x, y, x + wide, y + 0.02)
            sure = draw(st.sampled_from([None, 0.5, 1.0]))
            words.append(Word(len(text), len(text) + len(word), box, sure, Geometry.DETECTED))
            text, x = text + word, x + wide + 0.012
        own = [word.box for word in words if word.start >= start]
        lines.append(Line(start, len(text), Box.around(own), ((0.1, y), (0.9, y + 0.01)) if number % 2 else None))
    markup = "<table><tr><td>as read</td></tr></table>" if kind == Kind.TABLE else ""
    block = Block(kind, Box.around(line.box for line in lines), text, tuple(lines), tuple(words), 0, markup)
    return _kept(block)


def _kept(block: Block) -> Block:
    """As the database gives it back."""
    body = Body.of(block)
    return replace(block, lines=body.line_values(), words=body.word_values())


@st.composite
def pages(draw: st.DrawFn) -> PageText:
    return PageText(tuple(draw(regions(0.02 + 0.2 * n)) for n in range(draw(st.integers(1, 4)))))


Drawn = list[tuple[WantedRegion, list[WantedRow]]]


@st.composite
def edits(draw: st.DrawFn, base: PageText) -> Wanted:
    done: Drawn = [(region, list(region.rows)) for region in as_it_is(base).regions]
    for number in range(draw(st.integers(0, 6))):
        if done:
            deed = draw(st.sampled_from([_of_regions, _of_rows, _of_words, _of_words]))
            deed(draw, done, draw(st.integers(0, len(done) - 1)), number)
    return Wanted(tuple(replace(region, rows=tuple(some)) for region, some in done))


def _of_regions(draw: st.DrawFn, done: Drawn, r: int, number: int) -> None:
    region, some = done[r]
    match draw(st.integers(0, 3)):
        case 0:
            done.pop(r)
        case 1:
            done.insert(draw(st.integers(0, len(done) - 1)), done.pop(r))
        case 2:
            box = Box(0.05, 0.9, 0.6, 0.95) if draw(st.booleans()) else None
            done.insert(r, (WantedRegion(Kind.TEXT, (), None, 0, box), [WantedRow(f"new {number}", (), box)]))
        case 3:
            at = draw(st.integers(0, len(some)))
            done.insert(r + 1, (WantedRegion(region.kind, ()), some[at:]))
            del some[at:]


def _of_rows(draw: st.DrawFn, done: Drawn, r: int, number: int) -> None:
    some = done[r][1]
    i = draw(st.integers(0, max(0, len(some) - 1)))
    match draw(st.integers(0, 3)):
        case 0:
            some.insert(i, WantedRow(draw(st.sampled_from(["", f"the quay {number}", "אב ד"]))))
        case 1 if some:
            done[draw(st.integers(0, len(done) - 1))][1].append(some.pop(i))
        case 2 if i + 1 < len(some):
            row, other = some[i], some.pop(i + 1)
            some[i] = WantedRow(f"{row.text} {other.text}", tuple(dict.fromkeys((*row.sources, *other.sources))))
        case 3 if some:
            said = some[i].text.split(" ")
            k = draw(st.integers(0, len(said)))
            some[i : i + 1] = [replace(some[i], text=" ".join(part)) for part in (said[:k], said[k:])]


def _of_words(draw: st.DrawFn, done: Drawn, r: int, number: int) -> None:
    some = done[r][1]
    if not some:
        return
    i = draw(st.integers(0, len(some) - 1))
    said = some[i].text.split(" ")
    k = draw(st.integers(0, len(said) - 1))
    put = draw(
        st.sampled_from(["a", "the", "אב", "東", "京東", "quaint", "", f"w{number}", said[k][1:], said[k] + "x"])
    )
    said[k : k + draw(st.integers(0, 1))] = draw(st.sampled_from([[put], []]))
    some[i] = replace(some[i], text=" ".join(said))


def _inside(outer: Box, inner: Box) -> bool:
    """Up to a step of the grid that words are kept on."""
    over = (outer.x0 - inner.x0, outer.y0 - inner.y0, inner.x1 - outer.x1, inner.y1 - outer.y1)
    return max(over) < 1e-5


@given(st.data())
@PLENTY
def test_every_letter_has_its_word_and_every_mark_covers_it(data: st.DataObject) -> None:
    base = data.draw(pages())
    wanted = data.draw(edits(base))
    new = edited(base, wanted)
    kept = [region for region in wanted.regions if "".join(row.text for row in region.rows).strip()]
    assert [block.text for block in new.blocks] == ["\n".join(row.text for row in each.rows) for each in kept]
    for block, at in zip(new.blocks, new.starts, strict=True):
        assert "".join(block.text[w.start : w.end] for w in block.words) == "".join(block.text.split())
        ends = [0, *(w.end for w in block.words)]
        assert all(w.start >= before for w, before in zip(block.words, ends, strict=False))
        spans = [0, *(line.end for line in block.lines)]
        assert all(line.start >= before for line, before in zip(block.lines, spans, strict=False))
        assert (block.kind == Kind.TABLE) == bool(block.markup)
        for word in block.words:
            if word.geometry != Geometry.BLOCK:
                (mark,) = marks(new, at + word.start, at + word.end)
                assert mark.box == word.box
                line = next((ln for ln in block.lines if ln.start <= word.start < ln.end), None)
                assert line is not None
                assert _inside(line.box, word.box)
        _kept(block)  # fits the database


@given(st.data())
@PLENTY
def test_rows_nobody_touched_are_as_they_were_to_the_bit(data: st.DataObject) -> None:
    base = data.draw(pages())
    wanted = data.draw(edits(base))
    new = iter(edited(base, wanted).blocks)
    users = Counter(source for region in wanted.regions for row in region.rows for source in row.sources)
    for region in wanted.regions:
        if not "".join(row.text for row in region.rows).strip():
            continue
        block = next(new)
        for row, now in zip(region.rows, rows(block), strict=True):
            if len(row.sources) != 1 or users[row.sources[0]] != 1 or row.box is not None:
                continue
            r, i = row.sources[0]
            was = rows(base.blocks[r])[i]
            if row.text != was.text(base.blocks[r]):
                continue
            by = now.start - was.start
            assert now.words == tuple(replace(w, start=w.start + by, end=w.end + by) for w in was.words)
            lines = [ln for ln in base.blocks[r].lines if was.start <= ln.start and ln.end <= was.end]
            assert set(lines) <= {
                replace(ln, start=ln.start - by, end=ln.end - by) for ln in block.lines if ln.start - by >= 0
            }


@given(st.data())
@PLENTY
def test_no_place_is_given_out_twice(data: st.DataObject) -> None:
    base = data.draw(pages())
    new = edited(base, data.draw(edits(base)))
    had = Counter(word.box for block in base.blocks for word in block.words)
    # A word put where there is no room lies over its neighbours, and says that this is a guess.
    sure = {Geometry.DETECTED, Geometry.ALIGNED}
    has = Counter(word.box for block in new.blocks for word in block.words if word.geometry in sure)
    assert all(has[box] <= had[box] for box in had)
    assert all(n == 1 for box, n in has.items() if box not in had)


@given(st.data())
@PLENTY
def test_two_texts_and_what_both_wrote(data: st.DataObject) -> None:
    base = data.draw(pages())
    mine, other = data.draw(edits(base)), data.draw(edits(base))
    theirs = edited(base, other)
    merged = merge(base, mine, theirs)
    text = edited(theirs, merged.wanted).text
    said = Counter(text.split())
    for clash in merged.clashes:
        said.update(set(clash.mine.split()) | set(clash.theirs.split()))
    old = set(base.text.split())
    assert set(mine.text.split()) - old <= set(said)
    assert set(theirs.text.split()) - old <= set(said)
    told = compared(base, theirs)
    assert [
        w for row in told.rows for run in row if run.kind != "gone" for w in run.text.split()
    ] == theirs.text.split()
    assert [
        w for row in told.rows for run in row if run.kind != "new" for w in run.text.split()
    ] == base.text.split()


@given(pages())
@PLENTY
def test_what_was_left_alone_is_the_same_text(base: PageText) -> None:
    assert edited(base, as_it_is(base)) == base
    assert compared(base, base).same

"""Two persons change one text: all of both is in the merge, or told as a clash."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from archive.blocks import Block, Kind, PageText
from archive.correcting.comparing import compared, counted
from archive.correcting.editing import edited
from archive.correcting.merging import merge
from archive.correcting.suggesting import suggestions
from archive.correcting.wanted import Wanted, WantedRegion, WantedRow
from archive.geometry import Box
from tests.makers import block
from tests.test_editing import _changed, _page, as_it_is, with_row, words

PAGE = PageText((block("The ferry left\nthe quay at noon", 0.1), block("and came back\nat the evening bell", 0.4)))


def theirs_with(region: int, row: int, *texts: str) -> PageText:
    return edited(PAGE, with_row(as_it_is(PAGE), region, row, *(WantedRow(t, ((region, row),)) for t in texts)))


def test_different_rows_need_no_question() -> None:
    merged = merge(
        PAGE,
        with_row(as_it_is(PAGE), 0, 0, WantedRow("The fairy left", ((0, 0),))),
        theirs_with(1, 0, "and came home"),
    )
    assert not merged.clashes
    new = edited(theirs_with(1, 0, "and came home"), merged.wanted)
    assert new.text == "The fairy left\nthe quay at noon\n\nand came home\nat the evening bell"
    assert dict(words(new))["noon"] == dict(words(PAGE))["noon"]


def test_different_words_of_one_row_need_no_question() -> None:
    mine = with_row(as_it_is(PAGE), 0, 1, WantedRow("the wharf at noon", ((0, 1),)))
    merged = merge(PAGE, mine, theirs_with(0, 1, "the quay at midnight"))
    assert not merged.clashes
    assert merged.wanted.regions[0].rows[1].text == "the wharf at midnight"


def test_the_same_word_changed_by_both_is_a_clash() -> None:
    mine = with_row(as_it_is(PAGE), 0, 1, WantedRow("the wharf at noon", ((0, 1),)))
    merged = merge(PAGE, mine, theirs_with(0, 1, "the pier at noon"))
    (clash,) = merged.clashes
    assert (clash.region, clash.row) == (0, 1)
    assert (clash.base, clash.mine, clash.theirs) == ("the quay at noon", "the wharf at noon", "the pier at noon")
    assert merged.wanted.regions[0].rows[1].text == "the pier at noon"


def test_what_i_changed_stays_where_they_took_it_out() -> None:
    mine = with_row(as_it_is(PAGE), 0, 1, WantedRow("the wharf at noon", ((0, 1),)))
    merged = merge(PAGE, mine, theirs_with(0, 1))
    assert "the wharf at noon" in merged.wanted.text
    assert merged.clashes[0].theirs == ""


def test_both_did_the_same() -> None:
    mine = with_row(as_it_is(PAGE), 0, 1, WantedRow("the pier at noon", ((0, 1),)))
    merged = merge(PAGE, mine, theirs_with(0, 1, "the pier at noon"))
    assert not merged.clashes
    assert edited(theirs_with(0, 1, "the pier at noon"), merged.wanted) == theirs_with(0, 1, "the pier at noon")


@pytest.mark.parametrize("seed", range(20))
def test_nothing_that_either_wrote_is_left_out(seed: int) -> None:
    luck = random.Random(seed)
    for _ in range(50):
        base = _page(luck)
        mine, _touched = _changed(luck, as_it_is(base))
        wanted, _touched = _changed(luck, as_it_is(base))
        theirs = edited(base, wanted)
        merged = merge(base, mine, theirs)
        said = merged.wanted.text.split()
        for clash in merged.clashes:
            said += clash.mine.split() + clash.theirs.split()
        old = set(base.text.split())
        assert set(mine.text.split()) - old <= set(said)
        assert set(theirs.text.split()) - old <= set(said)
        edited(theirs, merged.wanted)  # fits what counts now


def test_texts_beside_each_other() -> None:
    told = compared(PAGE, theirs_with(0, 1, "the old quay at midnight"))
    assert [(run.kind, run.text) for run in told.rows[1]] == [
        ("same", "the"), ("new", "old"), ("same", "quay at"), ("gone", "noon"), ("new", "midnight"),
    ]  # fmt: skip
    assert len(told.gone) == 1
    assert len(told.new) == 2
    assert compared(PAGE, PAGE).same


def test_wrong_letters_and_words_are_counted() -> None:
    found = counted("the  ferry\nleft", "the fairy left")
    assert (found.letters, found.wrong_letters, found.words, found.wrong_words) == (12, 2, 3, 1)


def test_a_later_reading_is_offered_word_by_word() -> None:
    found = suggestions(PAGE, theirs_with(0, 1, "the pier at noon"))
    assert [(s.region, s.row, s.text, s.instead) for s in found] == [(0, 1, "quay", "pier")]
    assert PAGE.blocks[0].text.split("\n")[1][found[0].start : found[0].end] == "quay"
    assert suggestions(PAGE, PAGE) == ()


def test_what_i_made_of_a_region_is_kept_where_they_put_one_before_it() -> None:
    mine = as_it_is(PAGE)
    first, second = mine.regions
    mine = Wanted((first, replace(second, kind=Kind.MARGINAL, box=Box(0.05, 0.35, 0.95, 0.6))))
    new = WantedRegion(Kind.TITLE, (WantedRow("A ferry", (), Box(0.1, 0.01, 0.5, 0.05)),))
    theirs = edited(PAGE, Wanted((new, *as_it_is(PAGE).regions)))
    merged = merge(PAGE, mine, theirs)
    made = edited(theirs, merged.wanted)
    assert [each.kind for each in made.blocks] == [Kind.TITLE, Kind.TEXT, Kind.MARGINAL]
    assert made.blocks[2].box == Box(0.05, 0.35, 0.95, 0.6)
    assert not merged.clashes


def test_a_kind_i_changed_holds_where_they_moved_only_the_box() -> None:
    first, second = as_it_is(PAGE).regions
    theirs = edited(PAGE, Wanted((replace(first, box=Box(0.05, 0.05, 0.95, 0.3)), second)))
    merged = merge(PAGE, Wanted((replace(first, kind=Kind.HEADING, level=2), second)), theirs)
    block_ = edited(theirs, merged.wanted).blocks[0]
    assert (block_.kind, block_.level, block_.box) == (Kind.HEADING, 2, Box(0.05, 0.05, 0.95, 0.3))


def test_a_page_of_many_rows_that_was_written_anew_is_compared_in_time() -> None:
    old, new = ("\n".join(f"{letter}{n} was sold" * 2 for n in range(3000)) for letter in "ab")
    box = Box(0.1, 0.1, 0.9, 0.9)
    started = time.monotonic()
    told = compared(PageText((Block(Kind.TEXT, box, old),)), PageText((Block(Kind.TEXT, box, new[::-1]),)))
    assert time.monotonic() - started < 10
    assert sum(run.kind == "new" for row in told.rows for run in row)


def test_what_i_wrote_in_a_region_they_took_out_stands_where_it_stood() -> None:
    alone = PageText(PAGE.blocks[:1])
    mine = with_row(as_it_is(alone), 0, 1, WantedRow("the wharf at noon", ((0, 1),)))
    merged = merge(alone, mine, PageText(()))
    made = edited(PageText(()), merged.wanted)
    assert made.text.endswith("the wharf at noon")
    assert merged.clashes
    assert made.blocks[0].box == alone.blocks[0].box


def test_a_paragraph_that_fills_many_lines_keeps_them() -> None:
    text = "The ferry left the quay at noon"
    told = block("The ferry left\nthe quay at noon", 0.1)
    page = PageText((replace(told, text=text),))
    new = edited(page, with_row(as_it_is(page), 0, 0, WantedRow("The fairy left the old quay at noon", ((0, 0),))))
    (made,) = new.blocks
    assert [made.text[ln.start : ln.end] for ln in made.lines] == ["The fairy left", "the old quay at noon"]
    assert [ln.box for ln in made.lines] == [ln.box for ln in told.lines]
    old = next(w for w in made.words if made.text[w.start : w.end] == "old")
    assert old.box.y0 == pytest.approx(told.lines[1].box.y0)


@pytest.mark.parametrize("they_move_it", [False, True])
def test_a_picture_i_took_out_is_gone_unless_they_changed_it(they_move_it: bool) -> None:
    picture = Block(Kind.FIGURE, Box(0.1, 0.7, 0.5, 0.9), "")
    page = PageText((*PAGE.blocks, picture))
    regions = as_it_is(page).regions
    box = Box(0.1, 0.7, 0.6, 0.95) if they_move_it else None
    theirs = edited(page, Wanted((*regions[:2], replace(regions[2], box=box))))
    made = edited(theirs, merge(page, Wanted(regions[:2]), theirs).wanted)
    assert [each.kind for each in made.blocks[2:]] == ([Kind.FIGURE] if they_move_it else [])

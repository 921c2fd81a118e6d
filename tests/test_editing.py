"""Corrections: unchanged words keep their places to the bit, changed ones stand where they were changed."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from archive.blocks import Block, Geometry, Kind, Line, PageText, Word
from archive.correcting.editing import edited
from archive.correcting.rows import rows
from archive.correcting.wanted import Refused, Wanted, WantedRegion, WantedRow
from archive.geometry import Box
from archive.marks import marks
from tests.makers import block


def as_it_is(base: PageText) -> Wanted:
    return Wanted(
        tuple(
            WantedRegion(
                each.kind,
                tuple(WantedRow(row.text(each), ((r, i),)) for i, row in enumerate(rows(each))),
                r,
                each.level,
            )
            for r, each in enumerate(base.blocks)
        )
    )


def with_row(wanted: Wanted, region: int, at: int, *put: WantedRow) -> Wanted:
    """The row replaced by others, or taken out."""
    regions = list(wanted.regions)
    kept = list(regions[region].rows)
    kept[at : at + 1] = put
    regions[region] = replace(regions[region], rows=tuple(kept))
    return Wanted(tuple(regions))


PAGE = PageText((block("The ferry left\nthe quay at noon", 0.1), block("and came back\nat the evening bell", 0.4)))


def words(page: PageText) -> list[tuple[str, Word]]:
    return [
        (each.text[w.start : w.end], replace(w, start=0, end=w.end - w.start))
        for each in page.blocks
        for w in each.words
    ]


def test_nothing_changed_is_the_same_text() -> None:
    assert edited(PAGE, as_it_is(PAGE)) == PAGE


def test_a_changed_word_stands_where_the_old_one_stood() -> None:
    new = edited(PAGE, with_row(as_it_is(PAGE), 0, 0, WantedRow("The fairy left", ((0, 0),))))
    old, now = dict(words(PAGE)), dict(words(new))
    assert new.blocks[0].text == "The fairy left\nthe quay at noon"
    assert [now[word] for word in ("The", "left", "noon")] == [old[word] for word in ("The", "left", "noon")]
    assert now["fairy"].confidence is None
    assert now["fairy"].geometry != Geometry.BLOCK
    assert now["fairy"].box.iou(old["ferry"].box) > 0.5
    assert new.blocks[1] == PAGE.blocks[1]


def test_a_word_put_between_two_stands_between_them() -> None:
    new = dict(words(edited(PAGE, with_row(as_it_is(PAGE), 0, 0, WantedRow("The ferry quickly left", ((0, 0),))))))
    assert new["ferry"] == dict(words(PAGE))["ferry"]
    middle = (new["quickly"].box.x0 + new["quickly"].box.x1) / 2
    assert new["ferry"].box.x0 < middle < new["left"].box.x1
    assert new["quickly"].box.y0 == pytest.approx(new["left"].box.y0, abs=0.01)


def test_a_word_without_ink_of_its_own_is_nowhere_nearer_than_its_line() -> None:
    page = PageText((block("AVIS AUX NAVIGATEURS"),))
    new = edited(page, with_row(as_it_is(page), 0, 0, WantedRow("AVIS AUX NAVIGATEURS ZWIEBELFISCH", ((0, 0),))))
    at = new.text.index("ZWIEBELFISCH")
    (mark,) = marks(new, at, at + 12)
    assert (mark.box, mark.precision) == (new.blocks[0].lines[0].box, "line")


def test_a_row_that_is_split_shares_its_words() -> None:
    wanted = with_row(as_it_is(PAGE), 0, 1, WantedRow("the quay", ((0, 1),)), WantedRow("at noon", ((0, 1),)))
    new = edited(PAGE, wanted)
    assert sorted(words(new), key=str) == sorted(words(PAGE), key=str)
    first, second = new.blocks[0].lines[1:]
    assert first.box.x1 < second.box.x0


def test_rows_that_are_joined_keep_all_words() -> None:
    regions = as_it_is(PAGE).regions
    joined = replace(regions[0], rows=(WantedRow("The ferry left the quay at noon", ((0, 0), (0, 1))),))
    new = edited(PAGE, Wanted((joined, regions[1])))
    assert words(new) == words(PAGE)
    assert len(new.blocks[0].lines) == 1


def test_a_row_may_move_to_another_region() -> None:
    first, second = as_it_is(PAGE).regions
    wanted = Wanted((replace(first, rows=first.rows[:1]), replace(second, rows=(first.rows[1], *second.rows))))
    new = edited(PAGE, wanted)
    assert words(new) == words(PAGE)
    assert new.blocks[1].box.y0 <= PAGE.blocks[0].lines[1].box.y0


def test_a_drawn_row_has_its_words_in_its_box() -> None:
    box = Box(0.2, 0.7, 0.6, 0.75)
    drawn = WantedRegion(Kind.MARGINAL, (WantedRow("nota bene", (), box),), None, 0, box)
    new = edited(PAGE, Wanted((*as_it_is(PAGE).regions, drawn)))
    assert [w.geometry for w in new.blocks[2].words] == [Geometry.INTERPOLATED] * 2
    assert all(w.box.overlap(box) == pytest.approx(w.box.area) for w in new.blocks[2].words)
    alone = edited(PAGE, Wanted((replace(drawn, rows=(WantedRow("nota", (), box),)),)))
    assert alone.blocks[0].words == (Word(0, 4, box, None, Geometry.DRAWN),)


def test_of_a_row_nobody_placed_only_the_region_is_known() -> None:
    region = as_it_is(PAGE).regions[0]
    new = edited(PAGE, Wanted((replace(region, rows=(*region.rows, WantedRow("unseen words"))),)))
    assert {w.geometry for w in new.blocks[0].words if w.start > PAGE.blocks[0].text.index("noon")} >= {
        Geometry.BLOCK
    }


def test_a_script_without_blanks_keeps_the_words_that_were_not_touched() -> None:
    line = "東京都庁舎"
    box = [Box(0.1 + 0.1 * i, 0.1, 0.19 + 0.1 * i, 0.15) for i in range(5)]
    made = Block(
        Kind.TEXT, Box(0.1, 0.1, 0.6, 0.15), line, (Line(0, 5, Box(0.1, 0.1, 0.6, 0.15)),),
        tuple(Word(i, i + 1, box[i], 0.9, Geometry.DETECTED) for i in range(5)),
    )  # fmt: skip
    new = edited(PageText((made,)), Wanted((WantedRegion(Kind.TEXT, (WantedRow("東京府庁舎", ((0, 0),)),), 0),)))
    by_start = {w.start: w for w in new.blocks[0].words}
    assert [by_start[i] for i in (0, 1, 3, 4)] == [made.words[i] for i in (0, 1, 3, 4)]
    assert by_start[2].box.iou(box[2]) > 0.3


def test_a_tables_markup_follows_its_cells() -> None:
    table = replace(
        block("Name\tSum\nAnna\t3", kind=Kind.TABLE),
        markup="<table><tr><th>Name</th><th>Sum</th></tr><tr><td>Anna</td><td>3</td></tr></table>",
    )
    page = PageText((table,))
    new = edited(page, with_row(as_it_is(page), 0, 1, WantedRow("Anna <b>\t4", ((0, 1),))))
    assert new.blocks[0].markup == (
        "<table><tr><th>Name</th><th>Sum</th></tr><tr><td>Anna &lt;b&gt;</td><td>4</td></tr></table>"
    )


def test_what_the_base_has_not_is_refused() -> None:
    with pytest.raises(Refused, match="no row"):
        edited(PAGE, Wanted((WantedRegion(Kind.TEXT, (WantedRow("x", ((0, 9),)),), 0),)))
    with pytest.raises(Refused, match="no region"):
        edited(PAGE, Wanted((WantedRegion(Kind.TEXT, (WantedRow("x"),), 9),)))


LETTERS = ["abcdefghij", "אבגדהוזחט", "ابتثجحخدذر"]


def _page(luck: random.Random) -> PageText:
    alphabet = luck.choice(LETTERS)
    n = 0

    def word() -> str:
        nonlocal n
        n += 1  # each word once: then it is clear which word is which
        return "".join(luck.choice(alphabet) for _ in range(luck.randint(1, 7))) + str(n)

    blocks, y = [], 0.02
    for _ in range(luck.randint(1, 3)):
        text = "\n".join(" ".join(word() for _ in range(luck.randint(1, 6))) for _ in range(luck.randint(1, 4)))
        blocks.append(block(text, y, height=0.012))
        y += 0.2
    return PageText(tuple(blocks))


def _changed(luck: random.Random, wanted: Wanted) -> tuple[Wanted, set[str]]:
    """Some edits, and the words that were touched."""
    touched: set[str] = set()
    for _ in range(luck.randint(1, 5)):
        regions = [list(region.rows) for region in wanted.regions]
        r = luck.randrange(len(regions))
        if not regions[r]:
            continue
        i = luck.randrange(len(regions[r]))
        row = regions[r][i]
        said = row.text.split(" ")
        k = luck.randrange(len(said))
        match luck.randrange(7):
            case 0:
                said.insert(k, f"new{luck.randrange(10**6)}")
                regions[r][i] = replace(row, text=" ".join(said))
            case 1:
                touched.add(said.pop(k))
                regions[r][i] = replace(row, text=" ".join(said))
            case 2:
                touched.add(said[k])
                said[k] = f"other{luck.randrange(10**6)}"
                regions[r][i] = replace(row, text=" ".join(said))
            case 3:
                put = replace(row, text=" ".join(said[:k])), replace(row, text=" ".join(said[k:]))
                regions[r][i : i + 1] = put
            case 4 if i + 1 < len(regions[r]):
                other = regions[r].pop(i + 1)
                sources = tuple(dict.fromkeys((*row.sources, *other.sources)))
                regions[r][i] = WantedRow(f"{row.text} {other.text}".strip(), sources)
            case 5:
                regions[luck.randrange(len(regions))].append(regions[r].pop(i))
            case 6:
                regions[r].insert(luck.randrange(len(regions[r]) + 1), WantedRow(f"line{luck.randrange(10**6)}"))
        wanted = Wanted(
            tuple(replace(was, rows=tuple(rows)) for was, rows in zip(wanted.regions, regions, strict=True))
        )
    return wanted, touched


@pytest.mark.parametrize("seed", range(20))
def test_random_edits_keep_every_word_that_was_not_touched(seed: int) -> None:
    luck = random.Random(seed)
    for _ in range(100):
        base = _page(luck)
        wanted, touched = _changed(luck, as_it_is(base))
        new = edited(base, wanted)
        assert [b.text for b in new.blocks] == [
            text for region in wanted.regions if (text := "\n".join(row.text for row in region.rows)).strip()
        ]
        old = dict(words(base))
        now = words(new)
        assert len({text for text, _word in now}) == len(now)
        for text, word in now:
            if text in old and text not in touched:
                assert word == old[text], text
        # Every letter belongs to one word, words do not overlap, and a hit's mark covers its word.
        for each, at in zip(new.blocks, new.starts, strict=True):
            said = [each.text[w.start : w.end] for w in each.words]
            assert " ".join(said) == " ".join(each.text.split())
            for one in (w for w in each.words if w.geometry != Geometry.BLOCK):
                boxes = [mark.box for mark in marks(new, at + one.start, at + one.end)]
                assert any(
                    b.x0 <= one.box.x0 and b.y0 <= one.box.y0 and one.box.x1 <= b.x1 and one.box.y1 <= b.y1
                    for b in boxes
                )

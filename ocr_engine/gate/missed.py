"""Ink that no region of the reading covers: a column passed over, a reading that broke off in mid-page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from archive.geometry import Box
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason
from ocr_engine.gate.sight import Row, Sight

_FEW_LETTERS, _MANY_MARKS = 25, 150  # without any places: marks for a letter, marks on a page
_ROWS = 3  # a stamp has two
_PIECES = 0.22  # of the letters that have room: fewer pieces are an ornament, a rule, a seal
_LINE = 5.0  # letters: shorter rows are stains, ornaments and the edge of the next page
_BELOW = 0.75  # of what is missed stands below all that was read
_AT_ALL = 3.0  # as many times the share where another reading did not see it either


def reasons(leaf: Leaf) -> Iterator[Reason]:
    if leaf.sight is None:
        yield from _marks(leaf)
        return
    rows = [row for row in leaf.sight.outside(leaf.held) if row.room >= _LINE and row.letters >= _PIECES * row.room]
    room, every = sum(row.room for row in rows), leaf.sight.room
    share = room / every if every else 0.0
    least = leaf.bounds.missed_share * (_AT_ALL if leaf.second is not None and not _heard(leaf, rows) else 1.0)
    if room < leaf.bounds.missed_letters or share < least or _in_no_lines(rows) or len(rows) < _ROWS:
        return
    boxes, figures = tuple(row.box for row in rows), {"letters": room, "share": share}
    end = max((box.y1 for box in leaf.held), default=0.0)
    below = sum(row.room for row in rows if (row.box.y0 + row.box.y1) / 2 > end)
    if not leaf.letters:
        sentence = gettext("The page has much ink that was not read as text.")
        yield Reason("ink_without_text", sentence, boxes=boxes, figures=figures)
    elif below > _BELOW * room:
        sentence = gettext(
            "The text ends, and rows of writing go on below it: %(share)d %% of the page is missing."
        )
        yield Reason("cut_off", sentence % {"share": round(100 * share)}, boxes=boxes, figures=figures)
    else:
        sentence = gettext("No part of the text covers %(share)d %% of the writing. A column may be missing.")
        yield Reason("ink_uncovered", sentence % {"share": round(100 * share)}, boxes=boxes, figures=figures)


def _marks(leaf: Leaf) -> Iterator[Reason]:
    """By what the engine says of the ink, where nobody else looked."""
    facts = leaf.parsed.facts
    marks = facts.get("marks")
    if marks is not None and marks >= _MANY_MARKS and leaf.letters * _FEW_LETTERS < marks:
        sentence = gettext("The page has much ink that was not read as text.")
        yield Reason("ink_without_text", sentence, figures={"letters": leaf.letters, "marks": marks})
        return
    share = float(facts.get("ink_uncovered") or 0.0)
    if share > leaf.bounds.missed_share:
        sentence = gettext("No part of the text covers %(share)d %% of the writing. A column may be missing.")
        boxes = tuple(Box(*row) for row in facts.get("ink_lost", ()))
        yield Reason(
            "ink_uncovered", sentence % {"share": round(100 * share)}, boxes=boxes, figures={"share": share}
        )


def _heard(leaf: Leaf, rows: list[Row]) -> bool:
    """Whether the other reading says something in at least a third of these rows."""
    if leaf.second is None or not rows:
        return False
    words = tuple(word.box for block in leaf.second.blocks for word in block.words)
    words = words or tuple(block.box for block in leaf.second.blocks if block.text.strip())
    unheard = Sight(tuple(rows)).outside(words)
    return len(unheard) < 2 / 3 * len(rows)


def _in_no_lines(rows: list[Row]) -> bool:
    """Hatching and ornaments: lines of writing are of one height, more or less."""
    if len(rows) < 4:
        return False
    tall = sorted(row.box.height for row in rows)
    return tall[len(tall) * 9 // 10] > 6 * tall[len(tall) // 10]

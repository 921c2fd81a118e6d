"""Text needs ink: on blank leaves, on leaves that show only their reverse, and over bare paper there is none."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from archive.geometry import Box
from ocr_engine.gate.leaf import Leaf, letters
from ocr_engine.gate.reason import Reason
from ocr_engine.gate.sight import Sight, covered

_FEW_MARKS = 15  # characters for a piece of ink: small letters that touch make 4 or 5 of them one piece
_LITTLE = 0.008  # of a word's box is ink: less is bare paper
_BLACK = 0.9  # of it: more is no writing either
_ON = 0.2  # of a word's width lies in a row of writing
_THIN = 0.3  # letters that the ink of a block has room for, for each that was read
_PART, _MANY = 0.06, 60  # of the letters, or so many: fewer may stand on faint or reddened paper
_SCRIBBLE = 3.0  # letters read for each that dirt and scribbles might have room for


def reasons(leaf: Leaf) -> Iterator[Reason]:
    if not leaf.letters:
        return
    if leaf.sight is None:
        yield from _marks(leaf)
        return
    if whole := _whole(leaf, leaf.sight):
        yield whole
        return
    yield from _bare(leaf, leaf.sight)


def _marks(leaf: Leaf) -> Iterator[Reason]:
    """By what the engine says of the ink, where nobody else looked."""
    marks = leaf.parsed.facts.get("marks")
    if marks is None:
        return
    figures = {"letters": leaf.letters, "marks": marks}
    if leaf.parsed.facts.get("blank"):
        sentence = gettext("The page is blank, and yet it was read as text.")
        yield Reason("blank_with_text", sentence, "quarantine", figures=figures)
    elif leaf.letters > 40 and marks * _FEW_MARKS < leaf.letters:
        sentence = gettext("There is far more text than ink on the page.")
        yield Reason("text_without_ink", sentence, "quarantine", figures=figures)


def _whole(leaf: Leaf, sight: Sight) -> Reason | None:
    """Of a page on which next to nothing is written."""
    room, boxes = sight.room, tuple(block.box for block in leaf.parsed.blocks if block.text.strip())
    figures = {"letters": leaf.letters, "room": room}
    if leaf.letters < max(4.0, _SCRIBBLE * room) or sight.tiny:
        return None
    if sum(row.room for row in sight.shown) > max(room, leaf.letters * 0.15):
        sentence = gettext("Only the back of the leaf shows through, and yet it was read as text.")
        return Reason("bleed_through", sentence, "quarantine", tuple(row.box for row in sight.shown), figures)
    if not sight.rows or room < 15:
        sentence = gettext("The page is blank, and yet it was read as text.")
        return Reason("blank_with_text", sentence, "quarantine", boxes, figures)
    if leaf.letters > 40:
        sentence = gettext("There is far more text than ink on the page.")
        return Reason("text_without_ink", sentence, "quarantine", boxes, figures)
    return None


def _bare(leaf: Leaf, sight: Sight) -> Iterator[Reason]:
    found = [*_words(leaf, sight), *_blocks(leaf, sight)]
    bare = sum(count for _box, count in found)
    share = bare / leaf.letters
    if bare < leaf.bounds.bare_letters or (share < _PART and bare < _MANY):
        return
    sentence = gettext("%(count)d letters stand where there is no writing on the page: they may be made up.")
    kept_out = share >= leaf.bounds.bare_share and bare >= 2 * leaf.bounds.bare_letters
    yield Reason(
        "bare_paper",
        sentence % {"count": round(bare)},
        "quarantine" if kept_out else "flag",
        tuple(box for box, _count in found),
        {"letters": bare, "share": share},
    )


def _words(leaf: Leaf, sight: Sight) -> Iterator[tuple[Box, int]]:
    """Words that were seen where nothing is, three or more in a run: a speck of dust makes no sentence."""
    rows = [row.box for row in (*sight.rows, *sight.shown)]
    run: list[tuple[Box, int]] = []
    for box, word in leaf.placed:
        inked = sight.inked(box)
        if (inked < _LITTLE or inked > _BLACK) and covered(box, rows) < _ON:
            run.append((box, letters(word)))
            continue
        yield from run if len(run) > 2 else ()
        run = []
    yield from run if len(run) > 2 else ()


def _blocks(leaf: Leaf, sight: Sight) -> Iterator[tuple[Box, float]]:
    """The same where a block does not say where its words are."""
    for block in leaf.parsed.blocks:
        count = letters(block.text)
        if block.words and any(word.box != block.box for word in block.words):
            continue
        if count < leaf.bounds.bare_letters or sight.tiny:
            continue
        room = sight.within(block.box) + sight.within(block.box, sight.shown)
        if room < _THIN * count:
            yield block.box, count - room

"""Readings that were laid beside another: whoever invents writes well, and something else than stands there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext

from archive.blocks import PageText
from archive.geometry import Box
from ocr_engine.engine import Parsed
from ocr_engine.gate.comparing import Compared, compared
from ocr_engine.gate.confidence import unsure_share
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.noise import unlikely
from ocr_engine.gate.reason import Reason

_FEW = 40  # letters heard: of less nothing is concluded
_SAME, _OTHER = 0.7, 0.4  # by places: of the letters, both ways; two readings of a printed page have .95 and more
_SURE = 0.85  # how sure the other has to be for its word to count against this one's
_MUCH, _MORE = 0.8, 0.25  # in common; letters more than the other saw: single words added everywhere
_HARDLY = 0.92  # of the letters in words read unsurely: such a reading says nothing against another
_UNHEARD = 8  # letters, where the other saw nothing at all


def reasons(leaf: Leaf) -> Iterator[Reason]:
    heard = leaf.parsed.facts.get("heard")
    if leaf.second is None and heard is None:  # there was no other
        return
    if heard is None:
        heard = len("".join(leaf.heard.split()))
    figures = {"letters": leaf.letters, "heard": heard}
    if heard < _FEW:
        if leaf.letters >= max(_FEW, 4 * heard) or (not heard and leaf.letters >= _UNHEARD):
            sentence = gettext("Another reader saw next to no text where this one wrote some.")
            yield Reason("unheard", sentence, boxes=_blocks(leaf.parsed), figures=figures)
            return
        if leaf.letters < _FEW:
            return
    by_places = [*_placed(leaf, heard)]
    yield from by_places
    if leaf.second is not None and not by_places:
        yield from _by_letters(leaf, leaf.second)


def agreed(leaf: Leaf) -> bool:
    """Whether another reader saw the same."""
    return leaf.second is not None and compared(leaf.text, leaf.heard, int(leaf.bounds.added_letters)).same >= _SAME


def _placed(leaf: Leaf, heard: int) -> Iterator[Reason]:
    """By the words that were put where the other saw them."""
    facts = leaf.parsed.facts
    if facts.get("heard") is None:
        return
    common = float(facts.get("agreement") or 0.0) * (1.0 - float(facts.get("uncovered") or 0.0))
    if common >= _SAME:
        return
    sentence = gettext("Another reader saw something else: they have %(share)d %% in common.")
    sure = common < _OTHER and float(facts.get("heard_surely") or 0.0) >= _SURE
    yield Reason(
        "disagreement",
        sentence % {"share": round(100 * common)},
        "quarantine" if sure else "flag",
        figures={"common": common, "heard": heard},
    )


def _speaks(leaf: Leaf, second: Parsed) -> bool:
    """Whether what the other says counts: not where it hardly read a word surely itself, nor wrote words."""
    unsure = unsure_share(second, leaf.bounds.sure)
    return (unsure is None or unsure <= _HARDLY) and unlikely(leaf.heard) < 0.3 * leaf.bounds.noise


def _by_letters(leaf: Leaf, second: Parsed) -> Iterator[Reason]:
    found = compared(leaf.text, leaf.heard, int(leaf.bounds.added_letters))
    if min(found.letters, found.heard) < _FEW:
        return
    figures = {"common": found.common, "covered": found.covered}
    if not _speaks(leaf, second):
        return
    if found.common < leaf.bounds.same and found.covered < leaf.bounds.same:
        sentence = gettext("Another reader saw something else: they have %(share)d %% in common.")
        sure = found.same < leaf.bounds.other and float(second.facts.get("confidence", 1.0)) >= _SURE
        said = sentence % {"share": round(100 * found.same)}
        yield Reason("disagreement", said, "quarantine" if sure else "flag", figures=figures)
        return
    yield from _added(leaf, found)
    yield from _missing(leaf, second, found)


def _added(leaf: Leaf, found: Compared) -> Iterator[Reason]:
    more = found.letters - found.heard
    if not found.alone and (found.common > _MUCH or more < _MORE * found.heard):
        return
    alone = found.alone or ((0, len(leaf.text)),)
    count = sum(len("".join(leaf.text[start:end].split())) for start, end in found.alone) or more
    start, end = alone[0]
    sentence = gettext("Another reader did not see “%(words)s”: %(count)d letters may have been added.")
    said = sentence % {"words": " ".join(leaf.text[start:end].split())[:60], "count": count}
    boxes = tuple(box for start, end in alone for box in _boxes(leaf.parsed, start, end))
    yield Reason("added", said, boxes=boxes, figures={"letters": count, "common": found.common})


def _missing(leaf: Leaf, second: Parsed, found: Compared) -> Iterator[Reason]:
    """What the other has in whole stretches, and this one has not."""
    back = compared(leaf.heard, leaf.text, int(leaf.bounds.added_letters))
    count = sum(len("".join(leaf.heard[start:end].split())) for start, end in back.alone)
    share = count / max(1, found.heard)
    if share <= leaf.bounds.missed_share:
        return
    sentence = gettext(
        "Another reader saw text where this one says nothing: %(share)d %% of it. A column may be missing."
    )
    boxes = tuple(box for start, end in back.alone for box in _boxes(second, start, end))
    said = sentence % {"share": round(100 * share)}
    yield Reason("uncovered", said, boxes=boxes, figures={"share": share, "letters": count})


def _boxes(parsed: Parsed, start: int, end: int) -> Iterator[Box]:
    """Where a stretch of the text stands: its lines, or the blocks where there are none."""
    text = PageText(parsed.blocks)
    for block, (at, _after) in zip(text.blocks, pairwise([*text.starts, len(text.text)]), strict=True):
        if at < end and start < at + len(block.text):
            words = [w.box for w in block.words if at + w.start < end and start < at + w.end]
            lines = [line.box for line in block.lines if at + line.start < end and start < at + line.end]
            yield from lines or ([Box.around(words)] if words else [block.box])


def _blocks(parsed: Parsed) -> tuple[Box, ...]:
    return tuple(block.box for block in parsed.blocks if block.text.strip())

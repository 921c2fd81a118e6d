"""Words that stand between the words of the page: where a reading belongs to another page, its gaps hold ink."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext

from archive.blocks import Geometry
from archive.geometry import Box
from ocr_engine.gate.comparing import compared
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason
from ocr_engine.gate.sight import Sight

_TELLING = 14  # gaps: fewer tell nothing
_NARROW = 0.12  # of a line's height: narrower gaps are not measured
_APART = 0.35  # ink between words, of the ink in them: as little, where they are the page's
_SURELY = 0.85


def reasons(leaf: Leaf) -> Iterator[Reason]:
    if leaf.sight is None or leaf.sight.sums is None or leaf.sight.tiny:
        return
    if leaf.second is not None and compared(leaf.text, leaf.heard).common >= leaf.bounds.same:
        return  # the page says it; only the places are not exact
    share, gaps = between(leaf, leaf.sight)
    if share is None or share <= leaf.bounds.astray:
        return
    sentence = gettext("The words do not stand where the page has its words: the text may belong to another page.")
    sure = share > _SURELY and len(gaps) >= 2 * _TELLING
    yield Reason("astray", sentence, "quarantine" if sure else "flag", tuple(gaps), {"share": share})


def fits(leaf: Leaf) -> bool:
    """Whether the words stand where the page has its own."""
    if leaf.sight is None or leaf.sight.sums is None or leaf.sight.tiny:
        return False
    share, _gaps = between(leaf, leaf.sight)
    return share is not None and share < _APART


def between(
    leaf: Leaf, sight: Sight, within: tuple[int, int] | None = None, least: int = _TELLING
) -> tuple[float | None, list[Box]]:
    """How much ink lies between the words, of what lies in them; and the gaps that hold some. None where there
    are fewer than `least`. Only of a stretch of the text, where one is given."""
    full: list[Box] = []
    gaps = words = 0.0
    count = 0
    for left, right in _neighbours(leaf, within or (0, len(leaf.text))):
        gap = _gap(left, right, leaf.aspect)
        if gap is None:
            continue
        inked = sight.inked(gap)
        held = (sight.inked(left) + sight.inked(right)) / 2
        count, gaps, words = count + 1, gaps + min(inked, held), words + held
        if held and inked > 0.5 * held:
            full.append(gap)
    return (gaps / words, full) if count >= least and words else (None, [])


def _neighbours(leaf: Leaf, within: tuple[int, int]) -> Iterator[tuple[Box, Box]]:
    start = 0
    for block in leaf.parsed.blocks:
        for one, other in pairwise(block.words):
            seen = one.geometry == Geometry.DETECTED == other.geometry
            seen = seen and start + one.start >= within[0] and start + other.end <= within[1]
            if seen and one.box.x1 < other.box.x0 and abs(one.box.y0 - other.box.y0) < 0.6 * one.box.height:
                yield one.box, other.box
        start += len(block.text) + 2


def _gap(left: Box, right: Box, aspect: float) -> Box | None:
    """The middle half of what lies between, at the height of small letters."""
    wide = right.x0 - left.x1
    y0, y1 = max(left.y0, right.y0), min(left.y1, right.y1)
    if y1 <= y0 or wide * aspect < _NARROW * (y1 - y0):
        return None
    return Box(left.x1 + wide / 4, y0, right.x0 - wide / 4, y1)

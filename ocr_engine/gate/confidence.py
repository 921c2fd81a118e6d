"""A reading whose words were mostly read unsurely is not believed.

The mean says little: on a page of old handwriting the engine is 82 % sure on average, on print 98 %. The share of
letters in words read unsurely parts them: below a tenth on print of four centuries, above a half on manuscripts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from archive.blocks import Geometry
from archive.geometry import Box
from ocr_engine.engine import Parsed
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason

_LESS = 0.1  # below that: not even half believed
_MEAN, _LOW_MEAN = 0.75, 0.45  # for engines that say nothing of single words


def reasons(leaf: Leaf) -> Iterator[Reason]:
    if not leaf.letters:
        return
    parsed, bounds = leaf.parsed, leaf.bounds
    sure = float(parsed.facts.get("sure", bounds.sure))
    unsure = unsure_share(parsed, sure)
    mean = parsed.facts.get("confidence")
    if unsure is not None:
        lost = unsure_share(parsed, sure - _LESS) or 0.0
        doubted, unreadable = unsure > bounds.doubted, lost > bounds.lost
    elif mean is not None:
        unsure, doubted, unreadable = 1.0 - mean, mean < _MEAN, mean < _LOW_MEAN
    else:
        return
    if unreadable:
        sentence = gettext("Hardly a word was read surely; the text is noise more likely than not.")
        yield Reason("unreadable", sentence, "quarantine", figures={"unsure": unsure})
    elif doubted:
        sentence = gettext(
            "The reader was unsure of %(share)d %% of the letters, as it is of handwriting, rare type and worn "
            "pages. Compare the text with the image."
        )
        boxes = tuple(_unsure(parsed, sure))
        yield Reason(
            "low_confidence", sentence % {"share": round(100 * unsure)}, boxes=boxes, figures={"unsure": unsure}
        )


def _unsure(parsed: Parsed, sure: float) -> Iterator[Box]:
    for block in parsed.blocks:
        for word in block.words:
            if word.confidence is not None and word.confidence < sure and word.geometry != Geometry.BLOCK:
                yield word.box


def unsure_share(parsed: Parsed, sure: float) -> float | None:
    """The share of letters that stand in words read less surely; None where the engine says nothing of words."""
    every = below = 0
    for block in parsed.blocks:
        for word in block.words:
            if word.confidence is not None:
                letters = sum(c.isalnum() for c in block.text[word.start : word.end])
                every += letters
                below += letters if word.confidence < sure else 0
    return below / every if every else None

"""Long lines with few letters in them: the page is in a script the engine cannot write.

An engine that meets Cyrillic or Georgian finds the lines and puts down the full stops, very surely."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from django.utils.translation import gettext

from archive.blocks import Geometry
from ocr_engine.engine import Parsed
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason

_TELLING = 20.0  # squares of room; less tells nothing


def reasons(leaf: Leaf) -> Iterator[Reason]:
    share = filled(leaf.parsed, leaf.aspect)
    # Print holds 1.2 to 3 characters for each square of room, Chinese 0.9, unwritable scripts up to 0.55.
    if share is not None and share < leaf.bounds.unfilled:
        sentence = gettext(
            "The lines have room for far more letters than were read: most likely the page is in a script that "
            "this engine cannot write. Give the record its language, and install the engine that can write it."
        )
        yield Reason("unfilled", sentence, "quarantine", figures={"filled": share})


def filled(parsed: Parsed, aspect: float) -> float | None:
    """Characters for each square of the line's height that the words cover; None where nothing can be told.

    `aspect` is the width of the upright page divided by its height."""
    words = [
        (sum(not c.isspace() for c in block.text[word.start : word.end]), word.box.width * aspect, word.box.height)
        for block in parsed.blocks
        for word in block.words
        if word.confidence is not None and word.geometry != Geometry.BLOCK  # else nobody knows how large it is
    ]
    if not words:
        return None
    high = median(min(wide, tall) for _count, wide, tall in words)
    room = sum(max(wide, tall) / max(min(wide, tall), 0.7 * high) for _count, wide, tall in words)
    return sum(count for count, _wide, _tall in words) / room if room >= _TELLING else None

"""Far more text than there is room for, or far less than is written there."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from archive.geometry import Box
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason

_ROOM = 110.0  # letters: a page with room for fewer tells little by its length
_EXCESS = 60.0  # letters too many, at least
_BROKEN_OFF = 1.5  # times the bound, where the text ends within a sentence
_RUNNING = 60  # words: titles and lists of few end with no stop
_FAR = 2.0  # times beyond a bound: kept out
_CLOSE = 1.45  # times as long as what another engine read, where the ink alone would not yet be enough


def reasons(leaf: Leaf) -> Iterator[Reason]:
    sight = leaf.sight
    if sight is None or sight.tiny or not leaf.letters:
        return
    room, most, least = sight.room, leaf.bounds.longest, leaf.bounds.shortest
    ratio = leaf.letters / max(room, 1.0)
    figures = {"letters": leaf.letters, "room": room}
    if leaf.letters - most * room > _EXCESS and ratio > most:
        sentence = gettext("The text is %(times).1f times as long as the writing on the page has room for.")
        boxes = tuple(block.box for block in leaf.parsed.blocks)
        yield Reason(
            "too_long", sentence % {"times": ratio}, "quarantine" if ratio > _FAR * most else "flag", boxes, figures
        )
    elif (
        room >= _ROOM
        and ratio < (least if _finished(leaf.text) else _BROKEN_OFF * least)
        and not _heard_as_little(leaf)
    ):
        sentence = gettext("There is writing for %(times).0f times as much text as was read.")
        yield Reason("too_short", sentence % {"times": 1 / ratio}, "flag", _rows(leaf), figures)


def _finished(text: str) -> bool:
    last = text.rstrip().rstrip("”\"'’»)]*0123456789 \n")
    return not last or last[-1] in ".!?:;。！？" or len(text.split()) < _RUNNING


def _heard_as_little(leaf: Leaf) -> bool:
    """What no other engine reads either is hatching, a pattern, a script nobody can write."""
    return leaf.second is not None and len(leaf.heard) < _CLOSE * len(leaf.text)


def _rows(leaf: Leaf) -> tuple[Box, ...]:
    return tuple(row.box for row in leaf.sight.rows) if leaf.sight else ()

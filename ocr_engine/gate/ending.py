"""Readings that models write token by token: whether they came to an end, and whether they saw the whole page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext, gettext_lazy

from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason

_ENDS = frozenset({"end", "stop"})  # as ours say it, and as servers do
_SAID = {
    "loop": gettext_lazy(
        "The reader went round in circles and was stopped; read the page again with another mode or engine."
    ),
    "length": gettext_lazy(
        "The reader wrote until it had no more room; read the page in parts, or with another mode or engine."
    ),
    "cut": gettext_lazy("The server that reads broke off before the end; read the page again."),
    "stopped": gettext_lazy("Somebody stopped the reader before the end."),
    "deadline": gettext_lazy("The reader took longer than allowed and was stopped; read the page again."),
}


def reasons(leaf: Leaf) -> Iterator[Reason]:
    ended = leaf.parsed.facts.get("ended", "end")
    if ended not in _ENDS:
        yield Reason("no_end", str(_SAID.get(str(ended), gettext("The reading has no end."))), "quarantine")
    uncovered = float(leaf.parsed.facts.get("uncovered") or 0.0)
    if uncovered > leaf.bounds.uncovered:
        sentence = gettext(
            "Another reader saw text where this one says nothing: %(share)d %% of it. A column may be missing."
        )
        yield Reason("uncovered", sentence % {"share": round(100 * uncovered)}, figures={"share": uncovered})

"""Readings that were laid beside another: whoever invents writes well, and something else than stands there."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from ocr_engine.engine import Parsed
from ocr_engine.gate.reason import Reason

_FEW = 40  # letters heard: of less nothing is concluded
_SAME, _OTHER = 0.7, 0.4  # of the letters, both ways; two readings of one printed page have .95 and more in common
_SURE = 0.85  # how sure the other has to be for its word to count against this one's


def reasons(parsed: Parsed, text: str) -> Iterator[Reason]:
    heard = parsed.facts.get("heard")
    if heard is None:  # there was no other
        return
    letters = sum(not character.isspace() for character in text)
    if heard < _FEW:
        if letters >= max(_FEW, 4 * heard):
            yield Reason("unheard", gettext("Another reader saw next to no text where this one wrote some."))
        return
    common = float(parsed.facts.get("agreement") or 0.0) * (1.0 - float(parsed.facts.get("uncovered") or 0.0))
    if common >= _SAME:
        return
    sentence = gettext("Another reader saw something else: they have %(share)d %% in common.")
    sure = common < _OTHER and float(parsed.facts.get("heard_surely") or 0.0) >= _SURE
    yield Reason("disagreement", sentence % {"share": round(100 * common)}, "quarantine" if sure else "flag")

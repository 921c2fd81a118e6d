"""Text needs ink, and ink that looks like writing should give text."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from ocr_engine.engine import Parsed
from ocr_engine.gate.reason import Reason

_FEW_MARKS = 15  # characters for a piece of ink: small letters that touch make 4 or 5 of them one piece
_MANY_MARKS = 150


def reasons(parsed: Parsed, text: str) -> Iterator[Reason]:
    marks = parsed.facts.get("marks")
    if marks is None:  # the engine did not look at the image
        return
    letters = sum(not character.isspace() for character in text)
    if parsed.facts.get("blank") and letters:
        yield Reason("blank_with_text", gettext("The page is blank, and yet it was read as text."), "quarantine")
    elif letters > 40 and marks * _FEW_MARKS < letters:
        yield Reason("text_without_ink", gettext("There is far more text than ink on the page."), "quarantine")
    elif marks >= _MANY_MARKS and letters * 25 < marks:
        yield Reason("ink_without_text", gettext("The page has much ink that was not read as text."))

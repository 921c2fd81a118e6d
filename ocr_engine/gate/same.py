"""One text on many pages: whoever invents, invents the same again. Form letters do so too, and are borne out by
their own ink, or by another reader."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from ocr_engine.gate.bounds import Bounds
from ocr_engine.gate.prints import Print
from ocr_engine.gate.reason import Reason

CODE = "same_text"


def reason(own: Print, others: Sequence[Print], bounds: Bounds) -> Reason | None:
    """`others` are those of pages with other pictures."""
    alike = sum(own.alike(other) >= bounds.alike for other in others)
    return said(alike + 1) if alike + 1 >= bounds.alike_pages else None


def said(pages: int) -> Reason:
    sentence = gettext("%(pages)d pages with different pictures have nearly the same text.")
    return Reason(CODE, sentence % {"pages": pages}, figures={"pages": pages})

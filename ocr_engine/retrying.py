"""What is tried again when the gate doubts a reading, before the page is given up."""

from __future__ import annotations

from dataclasses import replace

from ocr_engine.engine import OcrEngine, PageSource
from ocr_engine.gate import Verdict
from ocr_engine.scripts import covered, script_for

_EASTERN = frozenset({"Hani", "Hira", "Kana"})


def again(page: PageSource, engine: OcrEngine, verdict: Verdict) -> PageSource | None:
    """The page as it should be put to the same engine once more, or None where that cannot help.

    Engines read with a small alphabet unless told; a Chinese page that nobody announced then looks like long
    lines with nothing in them."""
    if not any(reason.code == "unfilled" for reason in verdict.reasons):
        return None
    announced = covered(map(script_for, page.languages))
    if announced & _EASTERN or not covered(engine.scripts) & _EASTERN:
        return None
    return replace(page, languages=("zh", *page.languages))

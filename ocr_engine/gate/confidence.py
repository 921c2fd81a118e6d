"""A reader that is unsure of most of a page is not believed."""

from __future__ import annotations

from collections.abc import Iterator

from ocr_engine.engine import Parsed
from ocr_engine.gate.reason import Reason

UNSURE, LOST = 0.75, 0.45


def reasons(parsed: Parsed, text: str) -> Iterator[Reason]:
    sure = parsed.facts.get("confidence")
    if sure is None or not text.strip():
        return
    if sure < LOST:
        yield Reason(
            "unreadable",
            f"The engine is only {sure:.0%} sure of what it read; the text is noise more likely than not.",
            "quarantine",
        )
    elif sure < UNSURE:
        yield Reason("low_confidence", f"The engine is only {sure:.0%} sure of what it read.")

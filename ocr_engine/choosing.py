"""Which engine reads a page when nobody said: "auto"."""

from __future__ import annotations

from ocr_engine.engine import PageSource


def chosen(name: str, page: PageSource) -> str:
    """The engine's name for this page."""
    if name != "auto":
        return name
    return "rapidocr"

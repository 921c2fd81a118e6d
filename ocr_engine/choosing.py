"""Which engine reads a page when nobody said: "auto"."""

from __future__ import annotations

from archive.faults import Fault
from ocr_engine.engine import PageSource
from ocr_engine.text_layer import judged


def chosen(name: str, page: PageSource) -> str:
    """The engine's name for this page."""
    if name != "auto":
        return name
    if page.layer and _carries_its_text(page.layer):
        return "text-layer"
    return "rapidocr"


def _carries_its_text(layer: str) -> bool:
    try:
        return bool(judged(layer))
    except Fault:
        return False  # the image is there all the same

"""Which engine reads a page when nobody said: "auto"."""

from __future__ import annotations

from archive.faults import EngineMissing, Fault
from ocr_engine.engine import PageSource
from ocr_engine.rapid.engine import RapidOcr
from ocr_engine.scripts import unwritable
from ocr_engine.tesseract.engine import Tesseract, wanted
from ocr_engine.text_layer import judged


def chosen(name: str, page: PageSource) -> str:
    """The engine's name for this page: a sound text layer first, then what can write its languages."""
    if name != "auto":
        return name
    if page.layer and _sound(page.layer):
        return "text-layer"
    beyond = unwritable(page.languages, RapidOcr.scripts)
    if (beyond and len(beyond) == len(page.languages)) or not _there(RapidOcr()):
        # Without Tesseract the page is read all the same, and the gate says what to install.
        return "tesseract" if _there(Tesseract()) and _writes(page.languages) else "rapidocr"
    return "rapidocr"


def _sound(layer: str) -> bool:
    try:
        return bool(judged(layer))
    except (Fault, OSError, ValueError):
        return False


def _there(engine: RapidOcr | Tesseract) -> bool:
    try:
        engine.check()
    except EngineMissing:
        return False
    return True


def _writes(languages: tuple[str, ...]) -> bool:
    try:
        return bool(wanted(languages))
    except EngineMissing:
        return False

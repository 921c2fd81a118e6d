"""What reading keeps."""

from __future__ import annotations

from ocr_engine.models.reading import Reading
from ocr_engine.models.text_print import TextPrint
from ocr_engine.models.trial import Trial

__all__ = ["Reading", "TextPrint", "Trial"]

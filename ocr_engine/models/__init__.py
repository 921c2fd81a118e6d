"""What reading keeps."""

from __future__ import annotations

from ocr_engine.models.reading import Reading
from ocr_engine.models.trial import Trial

__all__ = ["Reading", "Trial"]

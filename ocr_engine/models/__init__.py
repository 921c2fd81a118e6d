"""What reading keeps."""

from __future__ import annotations

from ocr_engine.models.reading import Reading

__all__ = ["Reading"]

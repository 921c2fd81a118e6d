"""From detected lines to blocks in reading order: geometry alone, no image and no model."""

from __future__ import annotations

from ocr_engine.layout.arrangement import arrange
from ocr_engine.layout.detected import DetectedLine, DetectedWord
from ocr_engine.layout.noise import without_noise

__all__ = ["DetectedLine", "DetectedWord", "arrange", "without_noise"]

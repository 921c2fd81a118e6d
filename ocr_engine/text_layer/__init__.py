"""The engine for born-digital pages: reads the words that a PDF carries, when they deserve it."""

from __future__ import annotations

from ocr_engine.text_layer.engine import TextLayer
from ocr_engine.text_layer.layer import Layer, load
from ocr_engine.text_layer.lines import lines
from ocr_engine.text_layer.soundness import Soundness, sound

__all__ = ["Layer", "Soundness", "TextLayer", "judged", "lines", "sound"]


def judged(path: str) -> Soundness:
    """Whether a page with this layer (a file's path) should be read from it. Costs as much as unpacking it."""
    return sound(Layer.of_json(load(path)))

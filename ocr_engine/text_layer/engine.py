"""Reading a page from its text layer: no model, no guess, every word with its exact place."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Literal

from archive.faults import Fault
from archive.geometry import as_turn
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told
from ocr_engine.layout import arrange
from ocr_engine.text_layer.layer import Layer, load
from ocr_engine.text_layer.lines import lines, turn_of
from ocr_engine.text_layer.soundness import sound

REVISION = 1  # of what `read` keeps; how it is understood is the parser's


class TextLayer(OcrEngine):
    """Words get no confidence: nothing was recognised, so there is nothing to be sure or unsure of."""

    name: ClassVar[str] = "text-layer"
    place: ClassVar[Literal["child", "here"]] = "here"  # our own file, milliseconds, plain Python

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {"engine": self.name, "revision": REVISION}

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        if not page.layer:
            raise Fault("This page carries no words of its own; read it from its image.", code="no_layer")
        values = load(page.layer)
        judged = sound(Layer.of_json(values))
        if not judged:
            raise Fault(f"{judged.reason} Read this page from its image.", code="layer_unsound")
        size = {"width": page.width, "height": page.height, "turn": page.turn}
        return json.dumps({**size, "layer": values}).encode()

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        values = json.loads(raw)
        layer = Layer.of_json(values["layer"])
        turn = turn_of(layer) if values["turn"] is None else as_turn(values["turn"])
        width, height = values["width"], values["height"]
        if turn in (90, 270):
            width, height = height, width
        return Parsed(arrange(lines(layer, width, height, turn), width, height), turn)

"""The child's side of a reading: any engine, one page at a time. Knows no Django."""

from __future__ import annotations

import base64
import time
from typing import Any

from ocr_engine.engine import Ask, OcrEngine, PageSource, engine

_loaded: dict[str, OcrEngine] = {}


def serve(request: dict[str, Any]) -> dict[str, Any]:
    """{"engine", "page", "ask", "deadline"} -> {"raw", "seconds"}; without a page only makes the engine ready."""
    name = request["engine"]
    if name not in _loaded:
        _loaded[name] = engine(name)
    if "page" not in request:
        _loaded[name].load()
        return {}
    page, begun = PageSource.of_json(request["page"]), time.monotonic()
    raw = _loaded[name].read(page, Ask(**request["ask"]), request["deadline"])
    return {"raw": base64.b64encode(raw).decode("ascii"), "seconds": time.monotonic() - begun}

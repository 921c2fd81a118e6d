"""How the models of this process do: what a sign of life carries along. Loads nothing that is not loaded."""

from __future__ import annotations

import sys
import time
from typing import Any

_before: dict[str, tuple[float, int, int]] = {}


def now() -> dict[str, Any]:
    """{model: {"pages", "tokens": since it was loaded, "pages_s", "tokens_s": since the last sign, "busy", "slots",
    "waiting"}}."""
    # While another thread imports it, it is there and has nothing in it yet.
    loaded = getattr(sys.modules.get("ocr_engine.deepseek.running"), "loaded", dict)
    return {name: _of(name, each.batch) for name, each in loaded().items()}


def _of(name: str, batch: Any) -> dict[str, Any]:
    told, at = batch.figures, time.monotonic()
    then, pages, tokens = _before.get(name, (at, told.pages, told.tokens))
    _before[name] = at, told.pages, told.tokens
    span = at - then
    return {
        "pages": told.pages,
        "tokens": told.tokens,
        "pages_s": round((told.pages - pages) / span, 2) if span else 0.0,
        "tokens_s": round((told.tokens - tokens) / span) if span else 0,
        "busy": told.busy,
        "slots": batch.count,
        "waiting": told.waiting,
    }

"""An engine that plays back: a raw reading stored beside the image, as FILE.raw.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

from archive.faults import Fault
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told
from ocr_engine.rapid.parsing import parsed


class Recorded(OcrEngine):
    name: ClassVar[str] = "recorded"

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {"engine": self.name}

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        record = Path(page.image + ".raw.json")
        if not record.is_file():
            raise Fault(f"Nothing was recorded for this page; {record.name} is missing.", code="not_recorded")
        return record.read_bytes()

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        return parsed(json.loads(raw))

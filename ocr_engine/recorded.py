"""An engine that plays back: a raw reading stored beside the image, as FILE.raw.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Literal

from archive.faults import Fault
from ocr_engine.engine import PageSource, Parsed
from ocr_engine.rapid.parsing import parsed


class Recorded:
    name: ClassVar[str] = "recorded"
    tasks: ClassVar[tuple[str, ...]] = ("text",)
    scripts: ClassVar[frozenset[str]] = frozenset()
    place: ClassVar[Literal["child", "here"]] = "child"

    def recipe(self, task: str) -> dict[str, Any]:
        return {"engine": self.name}

    def check(self) -> None:
        """Always there."""

    def load(self) -> None:
        """Nothing to make ready."""

    def read(self, page: PageSource, task: str, deadline: float) -> bytes:
        record = Path(page.image + ".raw.json")
        if not record.is_file():
            raise Fault(f"Nothing was recorded for this page; {record.name} is missing.", code="not_recorded")
        return record.read_bytes()

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        return parsed(json.loads(raw))

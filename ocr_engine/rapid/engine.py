"""The CPU engine: PP-OCR."""

from __future__ import annotations

import json
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar

from archive.faults import EngineMissing
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told
from ocr_engine.rapid import REVISION

if TYPE_CHECKING:
    from ocr_engine.rapid.networks import Networks


class RapidOcr(OcrEngine):
    name: ClassVar[str] = "rapidocr"
    scripts: ClassVar[frozenset[str]] = frozenset({"Latn", "Latf", "Hans", "Hant", "Hani", "Jpan", "Hira", "Kana"})

    def __init__(self) -> None:
        self._networks: Networks | None = None

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {"engine": self.name, "models": "PP-OCRv6 small " + version("rapidocr"), "revision": REVISION}

    def check(self) -> None:
        if find_spec("rapidocr") is None or find_spec("cv2") is None:
            raise EngineMissing("The engine “rapidocr” is not installed: pip install rapidocr openvino")
        if find_spec("openvino") is None and find_spec("onnxruntime") is None:
            raise EngineMissing("The engine “rapidocr” has nothing to run on: pip install openvino")

    def load(self) -> None:
        self._ready()

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        from ocr_engine.rapid.page import read_page

        return json.dumps(read_page(self._ready(), page), ensure_ascii=False).encode()

    def _ready(self) -> Networks:
        from ocr_engine.rapid.networks import load

        if self._networks is None:
            self._networks = load()
        return self._networks

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        from ocr_engine.rapid.parsing import parsed

        return parsed(json.loads(raw))

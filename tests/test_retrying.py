"""A page in a script nobody announced is put to the engine once more, with its whole alphabet."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Literal

import pytest

from archive.blocks import Block, Geometry, Kind, Line, Word
from archive.geometry import Box
from ocr_engine import engine as engines
from ocr_engine import readings
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told

CHINESE = "十一月九日星期日，整天刮着南风，黄昏时忽然转为西北风，风势之猛，在世的人都不曾见过。"


class Careful(OcrEngine):
    """Writes Chinese when told to, and full stops otherwise."""

    name: ClassVar[str] = "careful"
    scripts: ClassVar[frozenset[str]] = frozenset({"Latn", "Hani"})
    place: ClassVar[Literal["child", "here"]] = "here"
    asked: ClassVar[list[tuple[str, ...]]] = []

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {"engine": self.name}

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        self.asked.append(page.languages)
        return json.dumps(CHINESE if "zh" in page.languages and "never" not in page.image else "...").encode()

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        text = json.loads(raw)
        box = Box(0.1, 0.1, 0.9, 0.114)
        block = Block(
            Kind.TEXT,
            box,
            text,
            (Line(0, len(text), box),),
            (Word(0, len(text), box, 0.99, Geometry.DETECTED),),
        )
        return Parsed((block,), 0, {"confidence": 0.99})


@pytest.fixture(autouse=True)
def careful(monkeypatch: pytest.MonkeyPatch) -> None:
    Careful.asked = []
    monkeypatch.setitem(engines.ENGINES, "careful", f"{__name__}.Careful")


def test_a_chinese_page_that_nobody_announced_is_read_after_all() -> None:
    done = readings.read(PageSource("page.png", 700, 1000), "careful")
    assert done.parsed.blocks[0].text == CHINESE
    assert done.verdict.decision == "pass"
    assert Careful.asked == [(), ("zh",)]


def test_where_that_does_not_help_the_first_reading_stays_and_is_quarantined() -> None:
    done = readings.read(PageSource("never.png", 700, 1000), "careful")
    assert done.parsed.blocks[0].text == "..."
    assert done.verdict.decision == "quarantine"
    assert len(Careful.asked) == 2


def test_an_announced_page_is_read_once() -> None:
    done = readings.read(PageSource("page.png", 700, 1000, languages=("zh",)), "careful")
    assert done.parsed.blocks[0].text == CHINESE
    assert len(Careful.asked) == 1

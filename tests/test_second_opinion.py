"""A collection may ask another engine too: its reading is kept, and what the two say is compared."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

from ocr_engine import reader as readers
from ocr_engine import readings, storing
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told
from ocr_engine.models import Reading
from tests import makers
from tests.leaves_judged import PROSE, lines, parsed

OTHER = tuple(" ".join(reversed(line.split())).replace("e", "o").replace("a", "u") for line in PROSE)


class Honest(OcrEngine):
    name: ClassVar[str] = "tests.test_second_opinion.Honest"
    place = "here"
    said: ClassVar[tuple[str, ...]] = PROSE

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {"engine": self.name}

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        return json.dumps(self.said).encode()

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        return parsed(lines(*json.loads(raw)))


class Inventor(Honest):
    name: ClassVar[str] = "tests.test_second_opinion.Inventor"
    said = OTHER


def read(name: str, second: str) -> readings.Done:
    return readings.read(PageSource("", 1000, 1400, second=second), name, by=readers.Reader(1, 1 << 30))


def test_without_it_an_invention_passes_and_with_it_does_not() -> None:
    assert read(Inventor.name, "").verdict.decision == "pass"
    done = read(Inventor.name, Honest.name)
    assert (done.verdict.decision, done.verdict.reasons[0].code) == ("quarantine", "disagreement")
    assert done.parsed.blocks[0].text.startswith(OTHER[0])


def test_where_the_two_agree_the_text_passes() -> None:
    class Again(Honest):
        name: ClassVar[str] = "again"

    assert read(Honest.name, "").verdict.decision == "pass"
    assert read(Honest.name, Honest.name).others == ()


def test_an_engine_that_is_not_there_is_passed_over() -> None:
    assert read(Honest.name, "tests.nothing.Here").verdict.decision == "pass"


@pytest.mark.django_db
def test_the_second_reading_is_kept_with_its_reason() -> None:
    page = makers.page(makers.record(), image="a" * 64, width=1000, height=1400)
    storing.keep(page, read(Inventor.name, Honest.name))
    kept = Reading.objects.filter(page=page).values_list("engine", "wanted_for")
    assert set(kept) == {(Inventor.name, "first"), (Honest.name, readings.SECOND)}

"""The truth gate doubts what deserves doubt, and nothing else."""

from __future__ import annotations

from archive.blocks import Block, Kind
from archive.geometry import Box
from ocr_engine.engine import Parsed
from ocr_engine.gate import judge

LATIN = frozenset({"Latn"})
SENTENCE = "The ferry left the quay before the storm broke over the harbour wall. "


def parsed(text: str = SENTENCE, **facts: object) -> Parsed:
    blocks = (Block(Kind.TEXT, Box(0.1, 0.1, 0.9, 0.9), text),) if text else ()
    return Parsed(blocks, 0, {"marks": len(text), "confidence": 0.97, **facts})


def codes(page: Parsed, **asked: object) -> tuple[str, list[str]]:
    verdict = judge(page, **asked)
    return verdict.decision, [code for code, _sentence in verdict.as_json()]


def test_a_sure_reading_passes() -> None:
    assert codes(parsed()) == ("pass", [])


def test_a_blank_page_passes_and_a_blank_page_with_text_does_not() -> None:
    assert codes(parsed("", marks=0, blank=True)) == ("pass", [])
    assert codes(parsed(marks=0, blank=True)) == ("quarantine", ["blank_with_text"])


def test_text_without_ink_is_quarantined() -> None:
    assert codes(parsed(SENTENCE * 20, marks=12)) == ("quarantine", ["text_without_ink"])


def test_ink_without_text_is_flagged() -> None:
    assert codes(parsed("", marks=900)) == ("flag", ["ink_without_text"])


def test_an_unsure_reading_is_flagged_and_a_lost_one_quarantined() -> None:
    assert codes(parsed(confidence=0.6)) == ("flag", ["low_confidence"])
    assert codes(parsed(confidence=0.3)) == ("quarantine", ["unreadable"])


def test_a_script_the_engine_cannot_write_is_quarantined_with_advice() -> None:
    verdict = judge(parsed(confidence=0.7), languages=("hi",), scripts=LATIN)
    assert verdict.decision == "quarantine"
    assert "tesseract" in verdict.reasons[0].sentence.lower()


def test_an_engine_without_confidence_is_not_doubted_for_it() -> None:
    assert codes(parsed(confidence=None)) == ("pass", [])

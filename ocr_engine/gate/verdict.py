"""All tests of the gate, and the worst of what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archive.blocks import PageText
from ocr_engine.engine import Parsed
from ocr_engine.gate import confidence, ink, script
from ocr_engine.gate.reason import Reason

Decision = Literal["pass", "flag", "quarantine"]
_WORSE: dict[str, int] = {"pass": 0, "flag": 1, "quarantine": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    decision: Decision = "pass"
    reasons: tuple[Reason, ...] = ()

    def as_json(self) -> list[list[str]]:
        return [[reason.code, reason.sentence] for reason in self.reasons]


def judge(parsed: Parsed, *, languages: tuple[str, ...] = (), scripts: frozenset[str] = frozenset()) -> Verdict:
    """`scripts` is what the engine can write; `languages` is what the collection expects."""
    reasons = tuple(_reasons(parsed, PageText(parsed.blocks).text, languages, scripts))
    decision: Decision = max((reason.decision for reason in reasons), key=_WORSE.__getitem__, default="pass")
    return Verdict(decision, reasons)


def _reasons(parsed: Parsed, text: str, languages: tuple[str, ...], scripts: frozenset[str]) -> Iterator[Reason]:
    yield from ink.reasons(parsed, text)
    unwritable = list(script.reasons(parsed, text, languages, scripts))
    yield from unwritable
    if not unwritable:
        yield from confidence.reasons(parsed, text)

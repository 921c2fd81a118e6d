"""All tests of the gate, and the worst of what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archive.blocks import PageText
from ocr_engine.engine import Parsed
from ocr_engine.gate import agreement, confidence, ending, filling, ink, mixing, script
from ocr_engine.gate.reason import Reason

Decision = Literal["pass", "flag", "quarantine"]
_WORSE: dict[str, int] = {"pass": 0, "flag": 1, "quarantine": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    decision: Decision = "pass"
    reasons: tuple[Reason, ...] = ()

    def as_json(self) -> list[list[str]]:
        return [[reason.code, reason.sentence] for reason in self.reasons]


def better(one: Verdict, other: Verdict) -> bool:
    """Whether one is believed more."""
    return _WORSE[one.decision] < _WORSE[other.decision]


def judge(
    parsed: Parsed, *, languages: tuple[str, ...] = (), scripts: frozenset[str] = frozenset(), aspect: float = 0.7
) -> Verdict:
    """`scripts` is what the engine can write; `languages` is what the collection expects; `aspect` is the width of
    the upright page divided by its height."""
    reasons = tuple(_reasons(parsed, PageText(parsed.blocks).text, languages, scripts, aspect))
    decision: Decision = max((reason.decision for reason in reasons), key=_WORSE.__getitem__, default="pass")
    return Verdict(decision, reasons)


def _reasons(
    parsed: Parsed, text: str, languages: tuple[str, ...], scripts: frozenset[str], aspect: float
) -> Iterator[Reason]:
    yield from ending.reasons(parsed)
    yield from agreement.reasons(parsed, text)
    yield from ink.reasons(parsed, text)
    script_or_room = [*script.reasons(parsed, text, aspect, languages, scripts)]
    script_or_room = script_or_room or [*filling.reasons(parsed, aspect)] or [*mixing.reasons(text)]
    yield from script_or_room
    if not script_or_room:
        yield from confidence.reasons(parsed, text)

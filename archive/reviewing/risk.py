"""How much a text should worry us: 0..1000. Pure.

What the gate said weighs most, then how unsure the reader was, then how much the collection matters to its
curators. The order is what counts, not the number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from archive.blocks import Block
from archive.models import Transcription

HIGHEST = 1000
_VERDICT = {
    Transcription.Verdict.QUARANTINE.value: 600,
    Transcription.Verdict.FLAG.value: 350,
    Transcription.Verdict.PASS.value: 0,
}
_FOR_EACH_REASON, _MOST_REASONS = 40, 3
_UNSURE = 200  # for a text of which every letter was read unsurely
_PRIORITY = 60
SURE = 0.9


def risk(verdict: str, reasons: Sequence[Sequence[Any]], blocks: Iterable[Block], priority: int = 0) -> int:
    known = min(len(reasons), _MOST_REASONS) * _FOR_EACH_REASON
    return min(HIGHEST, round(_VERDICT[verdict] + known + _UNSURE * unsure(blocks) + _PRIORITY * priority))


def unsure(blocks: Iterable[Block]) -> float:
    """The share of letters in words that were read with less than `SURE` confidence; 0 where nobody said."""
    every = below = 0
    for block in blocks:
        for word in block.words:
            if word.confidence is not None:
                every += word.end - word.start
                below += word.end - word.start if word.confidence < SURE else 0
    return below / every if every else 0.0

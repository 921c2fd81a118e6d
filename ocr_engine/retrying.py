"""What is tried again when the gate doubts a reading, before the page is given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed
from ocr_engine.gate import Verdict
from ocr_engine.scripts import covered, script_for

_EASTERN = frozenset({"Hani", "Hira", "Kana"})
#: Flags that another way of reading may lift; what is quarantined is tried anyhow.
_INCOMPLETE = frozenset({"uncovered", "ink_without_text"})


@dataclass(frozen=True, slots=True)
class Try:
    page: PageSource
    name: str  # of the engine
    ask: Ask
    why: str = ""


def doubted(verdict: Verdict) -> bool:
    return verdict.decision == "quarantine" or any(reason.code in _INCOMPLETE for reason in verdict.reasons)


def ways(first: Try, made: OcrEngine, parsed: Parsed, verdict: Verdict, *, other: str = "") -> Iterator[Try]:
    """Where the first reading is doubted: the ways to read the page, in the order in which they are worth it. The
    last is another engine, where there is one to be named."""
    if not doubted(verdict):
        return
    why = ", ".join(reason.code for reason in verdict.reasons)
    if page := _announced(first.page, made, verdict):
        yield replace(first, page=page, why=f"{why}: with the whole alphabet")
    for ask in made.otherwise(first.ask, parsed):
        yield Try(first.page, first.name, ask, f"{why}: {ask.task}, {ask.mode}")
    if other:
        yield Try(first.page, other, Ask(), f"{why}: {other}")


def _announced(page: PageSource, engine: OcrEngine, verdict: Verdict) -> PageSource | None:
    """The page as it should be put to the same engine once more, or None where that cannot help.

    Engines read with a small alphabet unless told; a Chinese page that nobody announced then looks like long
    lines with nothing in them."""
    if not any(reason.code == "unfilled" for reason in verdict.reasons):
        return None
    announced = covered(map(script_for, page.languages))
    if announced & _EASTERN or not covered(engine.scripts) & _EASTERN:
        return None
    return replace(page, languages=("zh", *page.languages))

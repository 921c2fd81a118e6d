"""All tests of the gate, and the worst of what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ocr_engine.engine import Parsed
from ocr_engine.gate import (
    agreement,
    astray,
    bare,
    chatter,
    confidence,
    ending,
    filling,
    language,
    lengths,
    loops,
    missed,
    mixing,
    noise,
    script,
)
from ocr_engine.gate.bounds import DEFAULT, Bounds
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason
from ocr_engine.gate.sight import Sight

Decision = Literal["pass", "flag", "quarantine"]
_WORSE: dict[str, int] = {"pass": 0, "flag": 1, "quarantine": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    decision: Decision = "pass"
    reasons: tuple[Reason, ...] = ()
    borne_out: bool = False  # by another reading, or by where the words of the page stand

    def as_json(self) -> list[list[Any]]:
        return [reason.as_json() for reason in self.reasons]

    def also(self, reason: Reason) -> Verdict:
        """With one reason more."""
        return of((*self.reasons, reason), borne_out=self.borne_out)


def of(reasons: tuple[Reason, ...], *, borne_out: bool = False) -> Verdict:
    worst: Decision = max((reason.decision for reason in reasons), key=_WORSE.__getitem__, default="pass")
    return Verdict(worst, reasons, borne_out)


def better(one: Verdict, other: Verdict) -> bool:
    """Whether one is believed more."""
    return _WORSE[one.decision] < _WORSE[other.decision]


def judge(
    parsed: Parsed,
    *,
    languages: tuple[str, ...] = (),
    scripts: frozenset[str] = frozenset(),
    aspect: float = 0.7,
    sight: Sight | None = None,
    second: Parsed | None = None,
    bounds: Bounds = DEFAULT,
) -> Verdict:
    """`scripts` is what the engine can write; `languages` is what the collection expects; `aspect` is the width of
    the upright page divided by its height; `sight` is what its picture shows, `second` what another engine read.
    Some milliseconds."""
    leaf = Leaf(parsed, languages, scripts, aspect, sight, second, bounds)
    return of(tuple(_once(_reasons(leaf))), borne_out=agreement.agreed(leaf) or astray.fits(leaf))


def _reasons(leaf: Leaf) -> Iterator[Reason]:
    yield from ending.reasons(leaf)
    yield from bare.reasons(leaf)
    yield from missed.reasons(leaf)
    yield from lengths.reasons(leaf)
    yield from loops.reasons(leaf)
    yield from chatter.reasons(leaf)
    yield from agreement.reasons(leaf)
    yield from astray.reasons(leaf)
    script_or_room = [*script.reasons(leaf)] or [*filling.reasons(leaf)] or [*mixing.reasons(leaf)]
    yield from script_or_room
    if not script_or_room:
        yield from language.reasons(leaf)
        yield from noise.reasons(leaf)
        yield from confidence.reasons(leaf)


def _once(reasons: Iterator[Reason]) -> Iterator[Reason]:
    """Two checks may see the same: one sentence of it is enough."""
    seen: set[str] = set()
    for reason in reasons:
        if reason.code not in seen:
            seen.add(reason.code)
            yield reason

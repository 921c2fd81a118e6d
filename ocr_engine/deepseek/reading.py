"""A raw reading: what the model said, kept as it was said, and what follows from it for the page. Pure."""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from archive.blocks import Block, PageText, Word
from archive.geometry import Turn, as_turn
from ocr_engine.deepseek.grammar import pieces
from ocr_engine.deepseek.meaning import Told, told
from ocr_engine.engine import Parsed
from ocr_engine.wording import worded


@dataclass(frozen=True, slots=True)
class Raw:
    """How sure the model was of a token is the logarithm of its probability, which nobody calibrated."""

    checkpoint: str
    mode: str
    task: str
    turn: Turn  # the page was shown turned clockwise by this
    text: str
    ends: tuple[int, ...]  # for each token how long the text is once it was said
    sure: tuple[float, ...]
    ended: str
    why: str = ""
    device: str = ""

    def packed(self) -> bytes:
        kept = asdict(self) | {"sure": [round(value, 3) for value in self.sure]}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    @classmethod
    def read(cls, data: bytes) -> Raw:
        kept = json.loads(data.decode("utf-8", "surrogatepass"))
        return cls(
            **kept | {"ends": tuple(kept["ends"]), "sure": tuple(kept["sure"]), "turn": as_turn(kept["turn"])}
        )


def parsed(raw: Raw, beside: Parsed | None = None) -> Parsed:
    """Blocks with the words of `beside`, where there is such a reading; with their own words anyhow."""
    blocks = told(pieces(raw.text), lines=raw.task == "lines")
    other = beside if beside is not None and beside.turn == raw.turn else None
    found = worded([each.block for each in blocks], PageText(other.blocks if other else ()))
    made = tuple(_sure(block, each, raw.ends, raw.sure) for block, each in zip(found.blocks, blocks, strict=True))
    facts: dict[str, Any] = {"ended": raw.ended, "device": raw.device, "calibrated": False}
    facts |= {"loop": raw.why} if raw.why else {}
    if other is not None:
        facts |= {"agreement": found.agreement, "uncovered": round(found.uncovered, 3)}
    if unplaced := sum(not each.placed for each in blocks):
        facts["unplaced"] = unplaced
    known = [(block.confidence, len(block.text)) for block in made if block.confidence is not None]
    if known:
        facts["confidence"] = sum(value * size for value, size in known) / max(
            1, sum(size for _value, size in known)
        )
    return Parsed(made, raw.turn, facts)


def _sure(block: Block, said: Told, ends: Sequence[int], sure: Sequence[float]) -> Block:
    """Each word with the middle probability of the tokens that say it; none where nobody said it."""

    def of(word: Word) -> Word:
        tokens = {bisect_right(ends, at) for at in said.at[word.start : word.end] if at >= 0}
        values = [sure[token] for token in tokens if token < len(sure)]
        if not values:
            return word
        return replace(word, confidence=min(1.0, math.exp(sum(values) / len(values))))

    return replace(block, words=tuple(of(word) for word in block.words))

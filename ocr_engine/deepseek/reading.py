"""A raw reading: what the model said, kept as it was said, and what follows from it for the page. Pure."""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from archive.blocks import Block, PageText, Word
from archive.geometry import Box, Turn, as_turn
from ocr_engine.deepseek.grammar import pieces
from ocr_engine.deepseek.meaning import Told, told
from ocr_engine.engine import Parsed
from ocr_engine.wording import UNLINED, Worded, worded, worded_anywhere

Area = tuple[float, float, float, float]
#: Tasks whose answer names what stands in a box, where others name its kind.
_NAMES = frozenset({"lines", "locate"})


@dataclass(frozen=True, slots=True)
class Part:
    """What was said of the page, or of a part of it. How sure the model was of a token is the logarithm of its
    probability, which nobody calibrated."""

    text: str
    ends: tuple[int, ...] = ()  # for each token how long the text is once it was said
    sure: tuple[float, ...] = ()
    ended: str = "end"
    why: str = ""  # of a loop
    area: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)  # of the upright page
    mode: str = ""
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Raw:
    speaks: str  # whose words these are: ocr_engine.deepseek.prompts
    task: str
    turn: Turn  # the page was shown turned clockwise by this
    parts: tuple[Part, ...]
    marks: int = -1  # pieces of ink on the page; -1: nobody looked
    device: str = ""
    rows: tuple[Area, ...] = ()  # of ink, in the blocks that were given places
    bare: float = -1.0  # share of the page's letters that stand in no block; -1: nobody looked
    lost: tuple[Area, ...] = ()  # the rows of those

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.parts)

    def packed(self) -> bytes:
        kept = asdict(self)
        for name in ("rows", "lost"):
            kept[name] = [[round(value, 5) for value in row] for row in kept[name]]
        for part in kept["parts"]:
            part["sure"] = [round(value, 3) for value in part["sure"]]
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    @classmethod
    def read(cls, data: bytes) -> Raw:
        kept = json.loads(data.decode("utf-8", "surrogatepass"))
        parts = (
            Part(**part | {name: tuple(part[name]) for name in ("ends", "sure", "area")}) for part in kept["parts"]
        )
        rows = {name: tuple(tuple(row) for row in kept.get(name, ())) for name in ("rows", "lost")}
        return cls(**kept | rows | {"parts": tuple(parts), "turn": as_turn(kept["turn"])})


def parsed(raw: Raw, beside: Parsed | None = None) -> Parsed:
    """Blocks with the words of `beside`, where there is such a reading; with their own words anyhow."""
    said = [(part, each) for part in raw.parts for each in _blocks(part, raw.task)]
    other = beside if beside is not None and beside.turn == raw.turn else None
    heard = PageText(other.blocks if other else ())
    # Who was not asked for places, or gave none, wrote the page from beginning to end all the same.
    blocks = [each.block for _part, each in said]
    if any(each.placed for _part, each in said):
        found = worded(blocks, heard, [Box(*row) for row in raw.rows])
    else:
        found = worded_anywhere(blocks, heard)
    made = tuple(_sure(block, each, part) for block, (part, each) in zip(found.blocks, said, strict=True))
    return Parsed(made, raw.turn, dict(_facts(raw, made, found, said, other)))


def placed(parts: Sequence[Part], task: str) -> list[Box]:
    """Where the model says that something is, pictures and tables as well."""
    return [each.block.box for part in parts for each in _blocks(part, task) if each.placed]


def written(parts: Sequence[Part], task: str) -> list[Box]:
    """Where the model says that lines of text stand, one below the other."""
    said = [each for part in parts for each in _blocks(part, task)]
    return [each.block.box for each in said if each.placed and each.block.text and each.block.kind not in UNLINED]


def _blocks(part: Part, task: str) -> list[Told]:
    blocks = told(pieces(part.text), lines=task in _NAMES)
    x0, y0, x1, y1 = part.area

    def inside(box: Box) -> Box:
        wide, high = x1 - x0, y1 - y0
        return Box(x0 + box.x0 * wide, y0 + box.y0 * high, x0 + box.x1 * wide, y0 + box.y1 * high)

    if part.area == (0.0, 0.0, 1.0, 1.0):
        return blocks
    return [replace(each, block=replace(each.block, box=inside(each.block.box))) for each in blocks]


def _facts(
    raw: Raw, made: Sequence[Block], found: Worded, said: Sequence[tuple[Part, Told]], other: Parsed | None
) -> Iterator[tuple[str, Any]]:
    ended = [part for part in raw.parts if part.ended != "end"]
    yield "ended", ended[0].ended if ended else "end"
    yield "device", raw.device
    yield "calibrated", False
    yield "tokens", sum(part.tokens or len(part.ends) for part in raw.parts)
    yield "modes", sorted({part.mode for part in raw.parts if part.mode})
    if raw.marks >= 0:
        yield "marks", raw.marks
        yield "blank", raw.marks == 0
    if whys := [part.why for part in raw.parts if part.why]:
        yield "loop", whys[0]
    if other is not None:
        yield "heard", sum(len(block.text[word.start : word.end]) for block in other.blocks for word in block.words)
        # A text layer says nothing of being sure: it was recognised by nobody.
        yield "heard_surely", other.facts.get("confidence", 1.0)
        yield "agreement", found.agreement
        yield "uncovered", round(found.uncovered, 3)
    if raw.bare >= 0:
        yield "ink_uncovered", round(raw.bare, 3)
        yield "ink_lost", [list(row) for row in raw.lost]
    if unplaced := sum(not each.placed for _part, each in said):
        yield "unplaced", unplaced
    known = [(block.confidence, len(block.text)) for block in made if block.confidence is not None]
    if known:
        yield "confidence", sum(value * size for value, size in known) / max(1, sum(size for _value, size in known))


def _sure(block: Block, said: Told, part: Part) -> Block:
    """Each word with the middle probability of the tokens that say it; none where nobody said it."""

    def of(word: Word) -> Word:
        tokens = {bisect_right(part.ends, at) for at in said.at[word.start : word.end] if at >= 0}
        values = [part.sure[token] for token in tokens if token < len(part.sure)]
        if not values:
            return word
        return replace(word, confidence=min(1.0, math.exp(sum(values) / len(values))))

    return replace(block, words=tuple(of(word) for word in block.words))

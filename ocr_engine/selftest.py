"""Whether an engine does here what it should: one drawn page of known text, read as the archive reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.blocks import PageText
from archive.demo.drawn import DrawnPage
from archive.demo.pages import relation
from ocr_engine import readings
from ocr_engine.engine import Ask, PageSource
from ocr_engine.evaluations.highlights import matched
from ocr_engine.evaluations.scoring import Piece, character_error, iou
from ocr_engine.readings import Done

_MOST_ERROR = 0.03  # of the characters
_FEWEST_MARKS = 0.8  # of the words, whose box overlaps the true one by half


@dataclass(frozen=True, slots=True)
class Test:
    name: str
    passed: bool
    said: str


def page() -> DrawnPage:
    """A page of a pamphlet, letterpress."""
    return relation.draw()


def read(drawn: DrawnPage, folder: Path, engine: str, ask: Ask) -> Done:
    """By this engine and no other; raises the Fault that stops it."""
    file = folder / "selftest.png"
    drawn.image.save(file)
    return readings.read(PageSource(str(file), *drawn.image.size), engine, ask, tries="own")


def tests(drawn: DrawnPage, done: Done) -> Iterator[Test]:
    facts = done.parsed.facts
    ended = facts.get("ended", "end")
    yield Test("end", ended == "end", "it came to its end" if ended == "end" else f"it did not end: {ended}")
    error = character_error(drawn.text, PageText(done.parsed.blocks).text)
    said = f"{error:.1%} of the characters wrong (at most {_MOST_ERROR:.0%})"
    yield Test("text", error <= _MOST_ERROR, said)
    width, height = drawn.image.size
    words = [
        Piece(
            block.text[word.start : word.end],
            (word.box.x0 * width, word.box.y0 * height, word.box.x1 * width, word.box.y1 * height),
        )
        for block in done.parsed.blocks
        for word in block.words
    ]
    true = [Piece(word.text, word.box) for word in drawn.words]
    well = sum(any(iou(box, word.box) >= 0.5 for box in matched(word, words)) for word in true)
    share = well / len(true)
    yield Test("boxes", share >= _FEWEST_MARKS, f"{share:.0%} of the words in their boxes (at least 80%)")
    yield Test("gate", done.verdict.decision == "pass", f"the gate says: {done.verdict.decision}")

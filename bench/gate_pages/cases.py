"""One page to be judged: its image, the reading, what a second engine read, and how the lot falls for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Any

from PIL import Image

from archive.demo.drawn import DrawnPage
from archive.demo.faces import Face
from bench.gate_pages.leaves import columns, letter, prose
from bench.gate_pages.misreading import misread
from bench.gate_pages.readings import Reading, true_reading
from bench.gate_pages.sheets import table
from bench.gate_pages.styles import Style, style
from bench.gate_pages.weathering import clean, worn
from bench.gate_pages.written import as_json

#: A batch has as many pages as this.
BATCH = 6


@dataclass(frozen=True)
class Case:
    """The number-th page of a kind; `dice` are its own, `shared` those of its batch."""

    seed: int
    kind: str
    number: int

    @cached_property
    def dice(self) -> Random:
        return Random(f"{self.seed} {self.kind} {self.number}")

    @property
    def batch(self) -> str:
        return f"{self.kind.replace(' ', '-')}-{self.number // BATCH}"

    @property
    def shared(self) -> Random:
        return Random(f"{self.seed} {self.batch}")


@dataclass(frozen=True, slots=True)
class Made:
    """What is written of a case; readings are in the form of the JSON files."""

    image: Image.Image
    reading: dict[str, Any]
    languages: tuple[str, ...]
    second: dict[str, Any] | None = None
    batch: str | None = None


Maker = Callable[[Case], Made]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A worn page, what truly stands on it, and how it was set."""

    page: DrawnPage
    style: Style

    @property
    def truth(self) -> Reading:
        return true_reading(self.page)

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.style.language,)


def flavour(dice: Random) -> str:
    """Half the readings come from a detector, half from models."""
    return dice.choices(("detected", "blocks", "plain", "bound"), (50, 25, 13, 12))[0]


def judged(
    page: DrawnPage | Image.Image,
    reading: Reading,
    case: Case,
    languages: tuple[str, ...],
    *,
    way: str | None = None,
    facts: dict[str, Any] | None = None,
    second: Reading | None = None,
    batch: str | None = None,
) -> Made:
    """The case with its readings in the form of files. `second` is what a detector would have found."""
    dice = case.dice
    way = way or flavour(dice)
    if facts is None:
        facts = {"ended": "stop"} if way != "detected" and dice.random() < 0.6 else {}
    other = None if second is None else as_json(second, dice, "detected") | {"engine": "generated-second"}
    image = page.image if isinstance(page, DrawnPage) else page
    return Made(image, as_json(reading, dice, way, facts), languages, other, batch)


def seen_again(truth: Reading, dice: Random, *, always: bool = False, worst: float = 0.05) -> Reading | None:
    """What a second engine made of the page, for half the pages: the truth with its own small errors."""
    if not always and dice.random() < 0.5:
        return None
    return _as_today(misread(truth, dice, dice.uniform(0.003, worst), dice.uniform(0.9, 0.97)), dice)


def read_well(truth: Reading, dice: Random, worst: float = 0.015) -> Reading:
    return _as_today(misread(truth, dice, dice.uniform(0, worst)), dice)


def _as_today(reading: Reading, dice: Random) -> Reading:
    """Half the engines write the long s as they see it, half as it is written today."""
    if dice.random() < 0.5:
        return reading
    return tuple(
        replace(part, rows=tuple(replace(row, text=row.text.replace("ſ", "s")) for row in part.rows))
        for part in reading
    )


def leaf(dice: Random, made: Style | None = None, *, texts_only: bool = False) -> Leaf:
    """Any page with a good deal of text, as an archive has them."""
    made = made or style(dice)
    way = dice.random()
    if way < 0.55 or made.font == "typewriter":
        page = prose(made, dice, filled=dice.choice((1.0, 1.0, 0.8, 0.6)))
    elif way < 0.75:
        page = columns(made, dice, 2)
    elif way < 0.88 or texts_only:
        hand = Face("hand", round(made.size * 1.4), jitter=0.9) if dice.random() < 0.25 else None
        page = letter(made, dice, face=hand, sentences=5)
    else:
        page = table(made, dice)
    return Leaf(aged_somehow(page, dice), made)


def aged_somehow(page: DrawnPage, dice: Random, *, colour: bool = False) -> DrawnPage:
    return clean(page, dice) if dice.random() < 0.3 else worn(page, dice, dice.uniform(0.5, 1.1), colour=colour)


def well(
    case: Case,
    page: DrawnPage,
    made: Style,
    *,
    worst: float = 0.015,
    poor: float = 0.05,
    batch: str | None = None,
) -> Made:
    dice = case.dice
    truth = true_reading(page)
    second = seen_again(truth, dice, worst=poor)
    return judged(page, read_well(truth, dice, worst), case, (made.language,), second=second, batch=batch)

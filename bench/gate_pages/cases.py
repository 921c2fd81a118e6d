"""One page to be judged: its image, the reading, what a second engine read, and how the lot falls for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from PIL import Image

from archive.demo.drawn import DrawnPage
from bench.gate_pages.readings import Reading
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

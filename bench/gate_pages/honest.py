"""Pages as an archive has them, and what honest readers make of them; bad readings are made from these."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from archive.demo.drawn import DrawnPage
from archive.demo.faces import Face
from bench.gate_pages.cases import Case, Made, judged
from bench.gate_pages.leaves import columns, prose
from bench.gate_pages.letters import letter
from bench.gate_pages.misreading import misread
from bench.gate_pages.readings import Reading, true_reading
from bench.gate_pages.sheets import table
from bench.gate_pages.styles import Style, style
from bench.gate_pages.weathering import clean, worn


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

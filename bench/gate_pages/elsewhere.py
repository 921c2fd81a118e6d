"""Readings that belong to another page: two pages of a book swapped, one text on many different pages."""

from __future__ import annotations

from bench.gate_pages.cases import Case, Made, Maker, judged
from bench.gate_pages.honest import aged_somehow, leaf, read_well, seen_again
from bench.gate_pages.leaves import columns, prose
from bench.gate_pages.misreading import misread
from bench.gate_pages.readings import true_reading
from bench.gate_pages.styles import style


def _swapped(case: Case) -> Made:
    """The text of another page of the same book, set alike; every other time a second engine read the right one."""
    dice = case.dice
    made = style(dice)
    count = dice.choice((1, 1, 2))
    this, other = (prose(made, dice) if count == 1 else columns(made, dice, count) for _ in range(2))
    page = aged_somehow(this, dice)
    reading = read_well(true_reading(aged_somehow(other, dice)), dice)
    truth = true_reading(page)
    second = seen_again(truth, dice, always=True) if case.number % 2 == 0 else None
    return judged(page, reading, case, (made.language,), second=second)


def _same_text(case: Case) -> Made:
    """Six different pages of a record, and for each the same text but for a letter here and there."""
    shared, dice = case.shared, case.dice
    made = style(shared)
    told = leaf(shared, made, texts_only=True).truth
    slip = shared.choice((0.0, 0.002, 0.01))
    page = aged_somehow(prose(made, dice), dice)
    reading = misread(told, dice, slip)
    second = seen_again(true_reading(page), dice) if dice.random() < 0.5 else None
    return judged(page, reading, case, (made.language,), second=second, batch=case.batch)


KINDS: dict[str, Maker] = {"swapped page": _swapped, "same text on many pages": _same_text}

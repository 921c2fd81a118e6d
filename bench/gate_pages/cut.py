"""Readings that leave out: they stop in mid-page, or pass over a column or paragraph."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench.gate_pages.cases import Case, Made, Maker, flavour, judged
from bench.gate_pages.honest import Leaf, aged_somehow, read_well, seen_again
from bench.gate_pages.leaves import columns, prose
from bench.gate_pages.readings import Part, Reading, Row
from bench.gate_pages.styles import style


def words_of(reading: Reading) -> int:
    return sum(len(row.sure) for part in reading for row in part.rows)


def stopped(reading: Reading, share: float) -> Reading:
    """The first `share` of the words, ending within a line."""
    left, parts = max(2, round(words_of(reading) * share)), []
    for part in reading:
        rows = []
        for row in part.rows:
            if left <= 0:
                break
            rows.append(row if len(row.sure) <= left else first_words(row, left))
            left -= len(row.sure)
        if rows:
            parts.append(replace(part, rows=tuple(rows)))
    return tuple(parts)


def first_words(row: Row, count: int) -> Row:
    return Row(" ".join(row.text.split()[:count]), row.places[:count], row.sure[:count])


def _stops(case: Case) -> Made:
    dice = case.dice
    made = style(dice)
    page = columns(made, dice, 2) if dice.random() < 0.25 else prose(made, dice)
    found = Leaf(aged_somehow(page, dice), made)
    reading = stopped(read_well(found.truth, dice), dice.uniform(0.3, 0.8))
    facts = {"ended": "length"} if dice.random() < 0.5 else {}
    return judged(found.page, reading, case, found.languages, facts=facts, second=seen_again(found.truth, dice))


def _passed_over(case: Case) -> Made:
    """A column or a paragraph stands on the page and in no region of the reading."""
    dice = case.dice
    made = style(dice)
    page = aged_somehow(
        columns(made, dice, dice.choice((2, 2, 3))) if dice.random() < 0.5 else prose(made, dice), dice
    )
    truth = Leaf(page, made).truth
    reading = passed_over(read_well(truth, dice), dice)
    way = flavour(dice)
    # As one block the region would cover what was left out; that is what "detected" and "blocks" do not do.
    way = "blocks" if way == "plain" else way
    return judged(page, reading, case, (made.language,), way=way, second=seen_again(truth, dice))


def passed_over(reading: Reading, dice: Random, least: float = 0.13) -> Reading:
    """Without the blocks of one column, or without neighbouring blocks that have `least` of the words."""
    whole = words_of(reading)
    columns_at = {round(part.place[0], 1) for part in reading if len(part.rows) > 2}
    left = dice.choice(sorted(columns_at) or [0.0])
    column = [part for part in reading if round(part.place[0], 1) == left and part.place[2] - part.place[0] < 0.55]
    if len(columns_at) > 1 and 0.2 * whole < words_of(tuple(column)) < 0.8 * whole and dice.random() < 0.7:
        return tuple(part for part in reading if part not in column)
    start = dice.randrange(len(reading))
    order = [*range(start, len(reading)), *range(start - 1, -1, -1)]
    gone: list[int] = []
    for at in order:
        gone.append(at)
        if words_of(tuple(reading[n] for n in gone)) >= least * whole:
            break
    kept = tuple(part for at, part in enumerate(reading) if at not in gone)
    return kept or _without_middle(reading[0])


def _without_middle(part: Part) -> Reading:
    """One block holds everything: its first and last third as two blocks."""
    third = max(1, len(part.rows) // 3)
    return replace(part, rows=part.rows[:third]), replace(part, rows=part.rows[-third:])


KINDS: dict[str, Maker] = {
    "stops in mid-page": _stops,
    "passed over": _passed_over,
}

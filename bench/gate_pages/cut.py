"""Readings that leave out or overfill: they stop in mid-page, pass over a column, or have a length no page has."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench.gate_pages.cases import (
    Case,
    Leaf,
    Made,
    Maker,
    aged_somehow,
    flavour,
    judged,
    leaf,
    read_well,
    seen_again,
)
from bench.gate_pages.leaves import columns, prose
from bench.gate_pages.readings import Part, Reading, Row, certain, laid
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


def _too_much(case: Case) -> Made:
    """Far more text than the ink has room for, and none of it twice."""
    dice = case.dice
    found = leaf(dice, texts_only=True)
    reading = overfull(read_well(found.truth, dice), found, dice)
    return judged(found.page, reading, case, found.languages, second=seen_again(found.truth, dice))


def overfull(reading: Reading, found: Leaf, dice: Random) -> Reading:
    """The reading with two to six times its words of invented text in its largest block."""
    many = round(words_of(reading) * dice.uniform(2, 6))
    return crammed(reading, found.style.writer(dice).paragraphs(many), dice)


def crammed(reading: Reading, texts: list[str], dice: Random) -> Reading:
    host = max(range(len(reading)), key=lambda at: len(reading[at].rows))
    part = reading[host]
    rows: list[Row] = list(part.rows)
    if rows[0].places:
        # Boxes as small as they must be for all of it to lie in the block.
        x0, y0, x1, y1 = part.place
        pitch = (y1 - y0) / max(8, sum(len(text) for text in texts) / 90)
        rows += laid(" ".join(texts), (x0, y0, max(x1, x0 + 0.2), y1), pitch, dice, advance=(x1 - x0) / 95).rows
    else:
        rows += [Row(text, (), tuple(certain(dice, 0.9) for _ in text.split())) for text in texts]
    return (*reading[:host], replace(part, rows=tuple(rows)), *reading[host + 1 :])


def _too_little(case: Case) -> Made:
    """A dense page, and one to four words of it."""
    dice = case.dice
    made = style(dice)
    page = aged_somehow(columns(made, dice, 2) if dice.random() < 0.4 else prose(made, dice), dice)
    truth = Leaf(page, made).truth
    reading = few_words(truth, dice)
    return judged(page, reading, case, (made.language,), second=seen_again(truth, dice))


def few_words(truth: Reading, dice: Random) -> Reading:
    part = dice.choice(truth)
    row = first_words(dice.choice(part.rows), dice.randint(1, 4))
    return (replace(part, rows=(row,)),)


def _outlier(case: Case) -> Made:
    return _too_much(case) if case.dice.random() < 0.55 else _too_little(case)


KINDS: dict[str, Maker] = {
    "stops in mid-page": _stops,
    "passed over": _passed_over,
    "length outlier": _outlier,
}

"""Readings of a length that no such page has: far more text than there is ink for, or next to none of it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench.gate_pages.cases import Case, Made, Maker, judged
from bench.gate_pages.cut import first_words, words_of
from bench.gate_pages.honest import Leaf, aged_somehow, leaf, read_well, seen_again
from bench.gate_pages.leaves import columns, prose
from bench.gate_pages.readings import Reading, Row, certain, laid
from bench.gate_pages.styles import style


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


KINDS: dict[str, Maker] = {"length outlier": _outlier}

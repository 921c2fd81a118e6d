"""Readings in which a model went round in circles: words, phrases, lines, paragraphs, table rows, counters."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench.gate_pages.cases import Case, Made, Maker, flavour, judged
from bench.gate_pages.honest import Leaf, leaf, read_well, seen_again
from bench.gate_pages.readings import Place, Reading, Row, certain, inside
from bench.gate_pages.sheets import table
from bench.gate_pages.styles import style
from bench.gate_pages.weathering import worn

_COUNTED = ("{n}. {said}", "{n}) {said}", "{said} {n}.", "({n}) {said}", "§ {n}. {said}", "{said}, p. {n}")


def _loop(case: Case) -> Made:
    dice = case.dice
    if dice.random() < 0.15:
        made = style(dice)
        found = Leaf(worn(table(made, dice), dice, 0.8), made)
    else:
        found = leaf(dice, texts_only=True)
    way = flavour(dice)
    truth = found.truth
    reading = looped(read_well(truth, dice), dice, table_rows=truth[-1].kind == "table")
    facts = {"ended": "length"} if way != "detected" and dice.random() < 0.4 else None
    return judged(found.page, reading, case, found.languages, way=way, facts=facts, second=seen_again(truth, dice))


def looped(reading: Reading, dice: Random, *, table_rows: bool = False) -> Reading:
    """The reading, caught in a loop in the middle or at the end of a block."""
    host = len(reading) - 1 if dice.random() < 0.65 else dice.randrange(len(reading))
    if len(reading[host].rows) < 2:
        host = max(range(len(reading)), key=lambda at: len(reading[at].rows))
    part = reading[host]
    at = dice.randint(max(1, len(part.rows) // 3), len(part.rows))
    before = part.rows[:at]
    added = _rows(_circling(before, dice, table_rows=table_rows), before[-1], dice)
    # After the loop the model finds its way again, or it never does.
    after = part.rows[at:] if dice.random() < 0.5 else ()
    looped_part = replace(part, rows=(*before, *added, *after))
    rest = reading[host + 1 :] if after or dice.random() < 0.3 else ()
    return (*reading[:host], looped_part, *rest)


def _circling(before: tuple[Row, ...], dice: Random, *, table_rows: bool) -> list[str]:
    """Lines of the loop; the fewer words go round, the more often they do."""
    words = " ".join(row.text for row in before).split()
    if table_rows:
        return [before[-1].text] * dice.randint(8, 60)
    ways = (_one_word, _phrase, _line, _paragraph, _counter, _counter)
    return dice.choice(ways)(words, before, dice)


def _one_word(words: list[str], before: tuple[Row, ...], dice: Random) -> list[str]:
    word = words[-1]
    return _wrapped([word] * dice.randint(15, 300), dice)


def _phrase(words: list[str], before: tuple[Row, ...], dice: Random) -> list[str]:
    period = dice.randint(2, 7)
    return _wrapped(words[-period:] * dice.randint(6, 60), dice)


def _line(words: list[str], before: tuple[Row, ...], dice: Random) -> list[str]:
    some = [row.text for row in before[-dice.randint(1, 3) :]]
    return some * dice.randint(4, 25)


def _paragraph(words: list[str], before: tuple[Row, ...], dice: Random) -> list[str]:
    some = [row.text for row in before[-dice.randint(4, 9) :]]
    return some * dice.randint(3, 7)


def _counter(words: list[str], before: tuple[Row, ...], dice: Random) -> list[str]:
    """The same but for a number that counts on."""
    phrase, start = " ".join(words[-dice.randint(2, 6) :]), dice.randint(1, 30)
    form = dice.choice(_COUNTED)
    return [form.format(n=start + step, said=phrase) for step in range(dice.randint(10, 70))]


def _wrapped(words: list[str], dice: Random) -> list[str]:
    """As one endless line, or in lines of a column."""
    if dice.random() < 0.4:
        return [" ".join(words)]
    wide = dice.randint(6, 12)
    return [" ".join(words[at : at + wide]) for at in range(0, len(words), wide)]


def _rows(lines: list[str], last: Row, dice: Random) -> tuple[Row, ...]:
    """Rows for the loop. A detector's boxes stay on the last line, or run down the page until it ends."""
    if not last.places:
        return tuple(Row(line, (), tuple(certain(dice, 0.9) for _ in line.split())) for line in lines)
    x0, y0, x1, y1 = last.place
    step = 0.0 if dice.random() < 0.5 else (y1 - y0) * 1.5
    rows = []
    for number, line in enumerate(lines, 1):
        top = min(y0 + step * number, 0.985 - (y1 - y0))
        words = line.split()
        advance = max(x1 - x0, 0.25) / max(len(line), 1)
        places: list[Place] = []
        x = x0
        for word in words:
            places.append(inside((x, top, x + len(word) * advance, top + (y1 - y0))))
            x += (len(word) + 1) * advance
        rows.append(Row(line, tuple(places), tuple(certain(dice, 0.95) for _ in words)))
    return tuple(rows)


KINDS: dict[str, Maker] = {"loop": _loop}

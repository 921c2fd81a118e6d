"""Readings that are to be believed, on pages of all sorts: what a gate must not stop."""

from __future__ import annotations

from dataclasses import replace

from bench.gate_pages.cases import Case, Made, Maker, judged
from bench.gate_pages.honest import aged_somehow, leaf, read_well, seen_again, well
from bench.gate_pages.leaves import columns, prose
from bench.gate_pages.letters import letter
from bench.gate_pages.misreading import misread
from bench.gate_pages.sheets import sparse, table, title_page
from bench.gate_pages.styles import style
from bench.gate_pages.weathering import clean, worn


def _clean_print(case: Case) -> Made:
    dice = case.dice
    made = style(dice, dice.choice(("en", "en", "de", "fr", "la")), dice.choice(("roman", "roman", "italic")))
    page = columns(made, dice, dice.choice((2, 3))) if dice.random() < 0.35 else prose(made, dice)
    return well(case, clean(page, dice), made)


def _worn_print(case: Case) -> Made:
    dice = case.dice
    made = style(dice)
    page = columns(made, dice, 2) if dice.random() < 0.25 else prose(made, dice, filled=dice.choice((1.0, 0.7)))
    return well(case, worn(page, dice, dice.uniform(0.8, 1.3)), made, worst=0.02)


def _old_print(case: Case) -> Made:
    dice = case.dice
    language = dice.choice(("de", "de", "la", "en", "fr"))
    made = style(dice, language, "fraktur" if language == "de" else dice.choice(("oldface", "oldface-italic")))
    page = worn(prose(replace(made, old=True), dice), dice, dice.uniform(0.8, 1.3))
    # The second engine does not know such faces: it is of no help, but the first is right.
    return well(case, page, made, worst=0.03, poor=0.15)


def _typescript(case: Case) -> Made:
    dice = case.dice
    made = style(dice, dice.choice(("en", "de", "fr")), "typewriter")
    page = letter(made, dice) if dice.random() < 0.2 else prose(made, dice, filled=dice.choice((1.0, 0.8, 0.5)))
    return well(case, aged_somehow(page, dice), made, worst=0.02)


def _table(case: Case) -> Made:
    made = style(case.dice, font=case.dice.choice((None, "roman", "oldface", "typewriter")))
    return well(case, aged_somehow(table(made, case.dice), case.dice), made)


def _sparse(case: Case) -> Made:
    made = style(case.dice)
    return well(case, aged_somehow(sparse(made, case.dice), case.dice), made)


def _title_page(case: Case) -> Made:
    made = style(case.dice)
    return well(case, aged_somehow(title_page(made, case.dice), case.dice), made)


def _errors(case: Case) -> Made:
    """One to six characters of a hundred are wrong: as most engines read old print, and still worth having."""
    dice = case.dice
    found = leaf(dice)
    reading = misread(found.truth, dice, dice.uniform(0.012, 0.065), dice.uniform(0.9, 0.965))
    return judged(found.page, reading, case, found.languages, second=seen_again(found.truth, dice, worst=0.07))


def _model(case: Case) -> Made:
    """A model's reading without places of words."""
    dice = case.dice
    found = leaf(dice)
    way = dice.choice(("blocks", "plain", "bound"))
    reading = read_well(found.truth, dice)
    return judged(found.page, reading, case, found.languages, way=way, second=seen_again(found.truth, dice))


def _batch_of_a_book(case: Case) -> Made:
    """Pages of one book in one record: alike to look at, and each says something else."""
    shared, dice = case.shared, case.dice
    made = style(shared)
    return well(case, worn(prose(made, dice), dice, shared.uniform(0.5, 1.0)), made, batch=case.batch)


KINDS: dict[str, Maker] = {
    "clean print": _clean_print,
    "worn print": _worn_print,
    "old print": _old_print,
    "typescript": _typescript,
    "table": _table,
    "sparse page": _sparse,
    "title page": _title_page,
    "reading errors": _errors,
    "model reading": _model,
    "pages of a book": _batch_of_a_book,
}

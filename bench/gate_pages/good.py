"""Readings that are to be believed, on pages of all sorts: what a gate must not stop."""

from __future__ import annotations

from dataclasses import replace

from archive.demo.drawn import DrawnPage
from archive.demo.faces import Face
from bench.gate_pages.cases import BATCH, Case, Made, Maker, aged_somehow, judged, leaf, read_well, seen_again
from bench.gate_pages.leaves import columns, letter, prose, several
from bench.gate_pages.misreading import misread
from bench.gate_pages.readings import true_reading
from bench.gate_pages.sheets import blank, form, litany, register, sparse, table, title_page
from bench.gate_pages.styles import Style, style
from bench.gate_pages.weathering import clean, dirty, showing_through, torn, worn
from bench.gate_pages.writer import Writer


def _clean_print(case: Case) -> Made:
    dice = case.dice
    made = style(dice, dice.choice(("en", "en", "de", "fr", "la")), dice.choice(("roman", "roman", "italic")))
    page = columns(made, dice, dice.choice((2, 3))) if dice.random() < 0.35 else prose(made, dice)
    return _well(case, clean(page, dice), made)


def _worn_print(case: Case) -> Made:
    dice = case.dice
    made = style(dice)
    page = columns(made, dice, 2) if dice.random() < 0.25 else prose(made, dice, filled=dice.choice((1.0, 0.7)))
    return _well(case, worn(page, dice, dice.uniform(0.8, 1.3)), made, worst=0.02)


def _old_print(case: Case) -> Made:
    dice = case.dice
    language = dice.choice(("de", "de", "la", "en", "fr"))
    made = style(dice, language, "fraktur" if language == "de" else dice.choice(("oldface", "oldface-italic")))
    page = worn(prose(replace(made, old=True), dice), dice, dice.uniform(0.8, 1.3))
    # The second engine does not know such faces: it is of no help, but the first is right.
    return _well(case, page, made, worst=0.03, poor=0.15)


def _typescript(case: Case) -> Made:
    dice = case.dice
    made = style(dice, dice.choice(("en", "de", "fr")), "typewriter")
    page = letter(made, dice) if dice.random() < 0.2 else prose(made, dice, filled=dice.choice((1.0, 0.8, 0.5)))
    return _well(case, aged_somehow(page, dice), made, worst=0.02)


def _table(case: Case) -> Made:
    made = style(case.dice, font=case.dice.choice((None, "roman", "oldface", "typewriter")))
    return _well(case, aged_somehow(table(made, case.dice), case.dice), made)


def _sparse(case: Case) -> Made:
    made = style(case.dice)
    return _well(case, aged_somehow(sparse(made, case.dice), case.dice), made)


def _title_page(case: Case) -> Made:
    made = style(case.dice)
    return _well(case, aged_somehow(title_page(made, case.dice), case.dice), made)


def _blank(case: Case) -> Made:
    """Nothing was read where nothing stands, be the leaf dirty or the reverse to be seen."""
    dice = case.dice
    made, way = style(dice), dice.random()
    page = aged_somehow(blank(made, dice), dice, colour=True)
    if way < 0.35:
        page = dirty(page, dice)
    elif way < 0.6:
        page = showing_through(page, prose(made, dice).image, dice, dice.uniform(0.06, 0.16))
    return judged(page, (), case, (made.language,), second=() if dice.random() < 0.5 else None)


def _bleed_through(case: Case) -> Made:
    """Only the front was read though the reverse shows."""
    dice = case.dice
    made = style(dice)
    page = aged_somehow(prose(made, dice, filled=dice.choice((1.0, 0.7, 0.4))), dice, colour=True)
    page = showing_through(page, prose(made, dice).image, dice, dice.uniform(0.08, 0.2))
    return _well(case, page, made)


def _torn(case: Case) -> Made:
    """What is left was read, and no more."""
    dice = case.dice
    made = style(dice)
    page, _, _ = torn(aged_somehow(prose(made, dice), dice, colour=True), dice, dice.uniform(0.15, 0.5))
    return _well(case, page, made, worst=0.02)


def _repetitive(case: Case) -> Made:
    """The page itself says the same again and again; form letters come in batches."""
    dice, way = case.dice, case.number // BATCH % 4
    if way == 3:
        shared = case.shared
        made = style(shared, shared.choice(("en", "de", "fr")))
        writer = Writer(made.language, shared)
        said = "\n".join(
            [writer.say("salutation"), *(writer.paragraph(2) for _ in range(2)), writer.say("closing")]
        )
        return _well(case, aged_somehow(form(made, dice, said), dice), made, batch=case.batch)
    made = style(dice)
    if way == 0:
        page = litany(made, dice)
    elif way == 1:
        page = register(made, dice)
    else:
        page = table(made, dice, same=True)
    return _well(case, aged_somehow(page, dice), made)


def _short_letter(case: Case) -> Made:
    dice = case.dice
    made, hand = style(dice), dice.random() < 0.5
    face = Face("hand", round(made.size * 1.5), jitter=dice.uniform(0.5, 1.4)) if hand else None
    page = letter(made, dice, face=face, sentences=dice.choice((0, 1, 2)))
    # An engine for print reads a hand badly; then there is no second, or a hopeless one.
    return _well(case, aged_somehow(page, dice), made, worst=0.03, poor=0.4 if hand else 0.05)


def _several_languages(case: Case) -> Made:
    dice = case.dice
    every = dice.sample(("en", "de", "fr", "la"), dice.randint(2, 3))
    styles: list[Style] = [style(dice, language, "roman") for language in every]
    page = aged_somehow(several(styles[0], styles[1:], dice), dice)
    truth = true_reading(page)
    second = seen_again(truth, dice)
    return judged(page, read_well(truth, dice), case, tuple(every), second=second)


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
    return _well(case, worn(prose(made, dice), dice, shared.uniform(0.5, 1.0)), made, batch=case.batch)


def _well(
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


KINDS: dict[str, Maker] = {
    "clean print": _clean_print,
    "worn print": _worn_print,
    "old print": _old_print,
    "typescript": _typescript,
    "table": _table,
    "sparse page": _sparse,
    "title page": _title_page,
    "blank page": _blank,
    "bleed-through": _bleed_through,
    "torn page": _torn,
    "repetitive text": _repetitive,
    "short letter": _short_letter,
    "several languages": _several_languages,
    "reading errors": _errors,
    "model reading": _model,
    "pages of a book": _batch_of_a_book,
}

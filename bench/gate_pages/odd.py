"""Readings that are to be believed on pages that look as if they were not: damaged, bare, repetitive, mixed."""

from __future__ import annotations

from archive.demo.faces import Face
from bench.gate_pages.cases import BATCH, Case, Made, Maker, judged
from bench.gate_pages.dirt import dirty
from bench.gate_pages.honest import aged_somehow, read_well, seen_again, well
from bench.gate_pages.leaves import prose, several
from bench.gate_pages.letters import letter
from bench.gate_pages.readings import true_reading
from bench.gate_pages.sheets import blank, form, litany, register, table
from bench.gate_pages.styles import Style, style
from bench.gate_pages.weathering import showing_through, torn
from bench.gate_pages.writer import Writer


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
    return well(case, page, made)


def _torn(case: Case) -> Made:
    """What is left was read, and no more."""
    dice = case.dice
    made = style(dice)
    page, _, _ = torn(aged_somehow(prose(made, dice), dice, colour=True), dice, dice.uniform(0.15, 0.5))
    return well(case, page, made, worst=0.02)


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
        return well(case, aged_somehow(form(made, dice, said), dice), made, batch=case.batch)
    made = style(dice)
    if way == 0:
        page = litany(made, dice)
    elif way == 1:
        page = register(made, dice)
    else:
        page = table(made, dice, same=True)
    return well(case, aged_somehow(page, dice), made)


def _short_letter(case: Case) -> Made:
    dice = case.dice
    made, hand = style(dice), dice.random() < 0.5
    face = Face("hand", round(made.size * 1.5), jitter=dice.uniform(0.5, 1.4)) if hand else None
    page = letter(made, dice, face=face, sentences=dice.choice((0, 1, 2)))
    # An engine for print reads a hand badly; then there is no second, or a hopeless one.
    return well(case, aged_somehow(page, dice), made, worst=0.03, poor=0.4 if hand else 0.05)


def _several_languages(case: Case) -> Made:
    dice = case.dice
    every = dice.sample(("en", "de", "fr", "la"), dice.randint(2, 3))
    styles: list[Style] = [style(dice, language, "roman") for language in every]
    page = aged_somehow(several(styles[0], styles[1:], dice), dice)
    truth = true_reading(page)
    second = seen_again(truth, dice)
    return judged(page, read_well(truth, dice), case, tuple(every), second=second)


KINDS: dict[str, Maker] = {
    "blank page": _blank,
    "bleed-through": _bleed_through,
    "torn page": _torn,
    "repetitive text": _repetitive,
    "short letter": _short_letter,
    "several languages": _several_languages,
}

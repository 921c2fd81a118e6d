"""Text beyond what a page has: torn-off halves made up, bare paper written on, sentences added."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from archive.demo.drawn import DrawnPage
from bench.gate_pages.cases import Case, Made, Maker, judged
from bench.gate_pages.honest import aged_somehow, leaf, read_well, seen_again
from bench.gate_pages.invented import advance, invention
from bench.gate_pages.leaves import prose
from bench.gate_pages.readings import Place, Reading, laid, true_reading
from bench.gate_pages.styles import Style, style
from bench.gate_pages.weathering import torn


def _torn_filled_in(case: Case) -> Made:
    """What is gone was made up, and runs on fluently from what is left."""
    dice = case.dice
    made = style(dice)
    whole = aged_somehow(prose(made, dice), dice, colour=True)
    page, share, side = torn(whole, dice, dice.uniform(0.3, 0.6))
    left = true_reading(page)
    rows_above = [part for part in left if part.rows]
    if side in ("left", "right") or dice.random() < 0.3:
        # Every line is completed: the places of the lost words are right, the words are not.
        reading = _completed(true_reading(whole), page, made, dice)
    elif side == "bottom":
        reading = (*rows_above, *invention(made, dice, (0.1, 1 - share + 0.02, 0.9, 0.94), 400))
    else:
        reading = (*invention(made, dice, (0.1, 0.05, 0.9, share - 0.02), 400), *rows_above)
    return judged(page, read_well(reading, dice), case, (made.language,), second=seen_again(left, dice))


def _completed(whole: Reading, page: DrawnPage, made: Style, dice: Random) -> Reading:
    kept = {place for part in true_reading(page) for row in part.rows for place in row.places}
    words = iter(made.spelt(" ".join(made.writer(dice).paragraphs(900))).split())
    parts = []
    for part in whole:
        rows = []
        for row in part.rows:
            texts = [
                text if place in kept else next(words)
                for text, place in zip(row.text.split(), row.places, strict=True)
            ]
            rows.append(replace(row, text=" ".join(texts)))
        parts.append(replace(part, rows=tuple(rows)))
    return tuple(parts)


def _over_no_ink(case: Case) -> Made:
    """The text of the page, and beside or below it a text that lies on bare paper."""
    dice = case.dice
    made = style(dice)
    made = replace(made, margin=round(made.width * dice.uniform(0.16, 0.26)))
    page = aged_somehow(prose(made, dice, filled=dice.uniform(0.3, 0.6)), dice)
    truth = read_well(true_reading(page), dice)
    end, inner = max(p.place[3] for p in truth if p.kind != "page_number"), made.margin / made.width
    if dice.random() < 0.65:
        added = invention(made, dice, (inner, min(0.8, end + 0.05), 1 - inner, 0.94), dice.randint(15, 200))
        # The page number below is where it stands.
    else:
        small = replace(made, size=round(made.size * 0.75))
        left = dice.random() < 0.5
        where = (0.015, 0.12, inner - 0.02, 0.6) if left else (1 - inner + 0.02, 0.12, 0.985, 0.6)
        added = tuple(
            replace(part, kind="marginal") for part in invention(small, dice, where, dice.randint(12, 50))
        )
    return judged(page, (*truth, *added), case, (made.language,), second=seen_again(true_reading(page), dice))


def _added_sentences(case: Case) -> Made:
    """A right reading with one to five sentences more than the page has; the second engine did not see them."""
    dice = case.dice
    found = leaf(dice, texts_only=True)
    writer = found.style.writer(Random(dice.random()))
    reading, pitch = list(read_well(found.truth, dice)), found.style.pitch / found.style.height
    sentences = found.style.spelt(writer.paragraph(dice.randint(1, 5)))
    big = max(range(len(reading)), key=lambda at: len(reading[at].rows))
    if dice.random() < 0.35:
        host, at = len(reading) - 1, len(reading[-1].rows)
    else:
        host, at = big, dice.randint(1, len(reading[big].rows))
    part = reading[host]
    near = part.rows[max(0, at - 1)].place
    # A detector's boxes of what is not there lie on and between the lines that are.
    where = (part.place[0], near[1] + pitch * 0.4, max(part.place[2], part.place[0] + 0.3), 1.0)
    added = laid(sentences, _with_room(where), pitch * dice.uniform(0.5, 1.0), dice, advance=advance(found.style))
    reading[host] = replace(part, rows=(*part.rows[:at], *added.rows, *part.rows[at:]))
    second = seen_again(found.truth, dice, always=True)
    return judged(found.page, tuple(reading), case, found.languages, second=second)


def _with_room(where: Place) -> Place:
    """A region that has room for some lines: moved up where the page ends."""
    return where[0], min(where[1], 0.8), min(where[2], 1.0), where[3]


KINDS: dict[str, Maker] = {
    "torn and filled in": _torn_filled_in,
    "text over no ink": _over_no_ink,
    "added sentences": _added_sentences,
}

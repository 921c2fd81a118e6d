"""Text where there is none: blank and dirty leaves, the reverse of a leaf, torn-off halves, margins, added sentences."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from archive.demo.drawn import DrawnPage
from bench.gate_pages.cases import Case, Made, Maker, aged_somehow, flavour, judged, leaf, read_well, seen_again
from bench.gate_pages.leaves import columns, prose
from bench.gate_pages.misreading import misread_word
from bench.gate_pages.readings import Part, Place, Reading, laid, true_reading
from bench.gate_pages.sheets import blank
from bench.gate_pages.styles import Style, style
from bench.gate_pages.weathering import dirty, showing_through, torn


def invention(made: Style, dice: Random, where: Place, words: int) -> Reading:
    """Paragraphs one below the other from the top of the region down, as much as fits and was asked for."""
    pitch, writer = made.pitch / made.height, made.writer(dice)
    parts, top = [], where[1]
    for text in writer.paragraphs(words, (1, 4)):
        if top + 1.5 * pitch > where[3]:
            break
        said = " ".join(made.spelt(text).split()[: max(3, words)])
        part = laid(said, (where[0], top, where[2], where[3]), pitch, dice, advance=_advance(made), sure=0.955)
        parts.append(part)
        top = part.place[3] + pitch * 0.8
    return tuple(parts)


def _advance(made: Style) -> float:
    return 0.47 * made.size / made.width


def _amount(dice: Random) -> int:
    """Words of an invention: a line, some sentences, a page."""
    return dice.choice((dice.randint(4, 12), dice.randint(15, 60), dice.randint(80, 300)))


def _blank_leaf(case: Case) -> Made:
    dice = case.dice
    made = style(dice)
    page = aged_somehow(blank(made, dice), dice, colour=True)
    return _judged_blank(case, page, made)


def _dirty_leaf(case: Case) -> Made:
    dice = case.dice
    made = style(dice)
    page = dirty(aged_somehow(blank(made, dice), dice, colour=True), dice)
    return _judged_blank(case, page, made)


def _judged_blank(case: Case, page: DrawnPage, made: Style) -> Made:
    dice = case.dice
    where = (0.1, dice.choice((0.08, 0.1, 0.3, 0.45)), 0.9, 0.94)
    reading = invention(made, dice, where, _amount(dice))
    return judged(page, reading, case, (made.language,), second=() if dice.random() < 0.5 else None)


def _reverse_only(case: Case) -> Made:
    """The reverse alone is to be seen, faint and mirrored; the reading is garbage of it or invented."""
    dice = case.dice
    made = style(dice)
    behind = prose(made, dice, filled=dice.choice((1.0, 0.7))) if dice.random() < 0.7 else columns(made, dice, 2)
    page = showing_through(
        aged_somehow(blank(made, dice), dice, colour=True), behind.image, dice, dice.uniform(0.07, 0.3)
    )
    mirrored = tuple(
        Part(tuple(replace(row, places=_mirrored(row.places)) for row in part.rows), part.kind)
        for part in true_reading(behind)
    )
    if dice.random() < 0.5:
        reading = tuple(_backwards(part, dice) for part in mirrored)
    else:
        region = (0.08, min(part.place[1] for part in mirrored), 0.92, 0.95)
        reading = invention(made, dice, region, _amount(dice))
    return judged(page, reading, case, (made.language,), second=() if dice.random() < 0.4 else None)


def _mirrored(places: tuple[Place, ...]) -> tuple[Place, ...]:
    return tuple((1 - x1, y0, 1 - x0, y1) for x0, y0, x1, y1 in places[::-1])


def _backwards(part: Part, dice: Random) -> Part:
    """What an engine makes of mirrored letters: it reads from the wrong end and takes most for something else."""
    rows = []
    for row in part.rows:
        words = [misread_word(word[::-1], dice, 0.55) for word in row.text.split()[::-1]]
        sure = tuple(dice.uniform(0.45, 0.95) for _ in words)
        rows.append(replace(row, text=" ".join(words), sure=sure))
    return replace(part, rows=tuple(rows))


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
    way, writer = flavour(dice), found.style.writer(Random(dice.random()))
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
    added = laid(sentences, inside_page(where), pitch * dice.uniform(0.5, 1.0), dice, advance=_advance(found.style))
    reading[host] = replace(part, rows=(*part.rows[:at], *added.rows, *part.rows[at:]))
    second = seen_again(found.truth, dice, always=True)
    return judged(found.page, tuple(reading), case, found.languages, way=way, second=second)


def inside_page(where: Place) -> Place:
    """A region that has room for some lines: moved up where the page ends."""
    x0, y0, x1, y1 = (float(np.clip(v, 0.0, 1.0)) for v in where)
    return x0, min(y0, 0.8), x1, y1


KINDS: dict[str, Maker] = {
    "text on a blank leaf": _blank_leaf,
    "text on a dirty leaf": _dirty_leaf,
    "text from the reverse": _reverse_only,
    "torn and filled in": _torn_filled_in,
    "text over no ink": _over_no_ink,
    "added sentences": _added_sentences,
}

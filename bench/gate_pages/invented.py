"""Text where there is none at all: on blank and dirty leaves, and on leaves that show only their reverse."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from archive.demo.drawn import DrawnPage
from bench.gate_pages.cases import Case, Made, Maker, judged
from bench.gate_pages.dirt import dirty
from bench.gate_pages.honest import aged_somehow
from bench.gate_pages.leaves import columns, prose
from bench.gate_pages.misreading import misread_word
from bench.gate_pages.readings import Part, Place, Reading, laid, true_reading
from bench.gate_pages.sheets import blank
from bench.gate_pages.styles import Style, style
from bench.gate_pages.weathering import showing_through


def invention(made: Style, dice: Random, where: Place, words: int) -> Reading:
    """Paragraphs one below the other from the top of the region down, as much as fits and was asked for."""
    pitch, writer = made.pitch / made.height, made.writer(dice)
    parts, top = [], where[1]
    for text in writer.paragraphs(words, (1, 4 if words > 40 else 1)):
        if top + 1.5 * pitch > where[3]:
            break
        # Inventions mostly end with their sentence; some are cut like any reading.
        said = made.spelt(text) if dice.random() < 0.7 else " ".join(made.spelt(text).split()[: max(3, words)])
        part = laid(said, (where[0], top, where[2], where[3]), pitch, dice, advance=advance(made), sure=0.955)
        parts.append(part)
        top = part.place[3] + pitch * 0.8
    return tuple(parts)


def advance(made: Style) -> float:
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
    where = (dice.uniform(0.06, 0.3), dice.choice((0.08, 0.1, 0.3, 0.45, 0.7)), 0.92, 0.94)
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


KINDS: dict[str, Maker] = {
    "text on a blank leaf": _blank_leaf,
    "text on a dirty leaf": _dirty_leaf,
    "text from the reverse": _reverse_only,
}

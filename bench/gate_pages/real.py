"""Pages of real books and files (folders with gt-json/ and images/): their true text as a good reading, and the
same text spoilt in the ways of the drawn pages.

Invented text for them comes from a chain of words over the other pages of their language. Where transcribers left a
letterhead or a stamp out, ink without a region is no fault of the reading; such pages stay among the good ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from PIL import Image

from bench.gate_pages.cases import Case, Made, judged, read_well, seen_again
from bench.gate_pages.chatter import chattered
from bench.gate_pages.cut import crammed, few_words, passed_over, stopped, words_of
from bench.gate_pages.foreign import garbled, otherwise_written, translated
from bench.gate_pages.readings import Part, Place, Reading, Row, around, certain, inside, laid, unplaced
from bench.gate_pages.repeated import looped

_LANGUAGES = {"english": "en", "german": "de", "french": "fr", "latin": "la", "greek": "el"}
#: Pixels of the longer side of a page as it is written.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """A real page: where its image lies and what stands on it."""

    name: str
    folder: str
    image: Path
    language: str
    truth: Reading

    @property
    def placed(self) -> bool:
        return all(row.places for part in self.truth for row in part.rows)

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.truth)

    def opened(self) -> Image.Image:
        with Image.open(self.image) as image:
            image.draft("RGB", (LONGEST, LONGEST))
            page = image.convert("L" if image.mode in ("1", "L") else "RGB")
        page.thumbnail((LONGEST, LONGEST))
        return page


def found_under(folder: Path) -> list[Found]:
    """Every page with a truth, in order; pages that lie on their side are left out, for a reading here is upright."""
    pages = []
    for path in sorted(folder.glob("*/gt-json/*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        truth = _truth(told)
        if truth and "rotated" not in path.stem:
            language = _LANGUAGES[told["lang"].split()[0]]
            home = path.parent.parent
            pages.append(Found(path.stem, home.name, home / told["image"], language, truth))
    return pages


def made_of(pages: list[Found], seed: int) -> Iterator[tuple[str, str, str, Made]]:
    """(name, label, kind, what is written) of each page and each way to spoil it."""
    for at, page in enumerate(pages):
        same = [p for p in pages if p.folder == page.folder and p is not page]
        chain = Chain([p.text for p in pages if p.language == page.language and p is not page])
        case = Case(seed, f"real {page.name}", 0)
        image = page.opened()
        yield f"real-{at:03}", "good", "real page", _whole(case, page, image, page.truth)
        for number, (kind, spoil) in enumerate(_spoilers(page, same, chain).items(), 1):
            case = Case(seed, f"real {page.name}", number)
            reading = spoil(read_well(page.truth, case.dice), case.dice)
            # An added sentence is only to be seen beside another reading.
            made = _whole(case, page, image, reading, always=kind in ("added sentences", "swapped page"))
            yield f"real-{at:03}-{kind.replace(' ', '-')}", "bad", kind, made


def _whole(case: Case, page: Found, image: Image.Image, reading: Reading, *, always: bool = False) -> Made:
    way = None if page.placed else case.dice.choice(("blocks", "plain", "bound"))
    second = seen_again(page.truth, case.dice, always=always)
    return judged(image, reading, case, (page.language,), way=way, second=second)


class Chain:
    """Words that follow one another as they do in some texts; what it says is fluent for two words at a time."""

    def __init__(self, texts: list[str]) -> None:
        self._after: dict[str, list[str]] = {}
        for text in texts:
            words = text.split()
            for word, following in zip(words, words[1:], strict=False):
                self._after.setdefault(word, []).append(following)

    def __bool__(self) -> bool:
        return len(self._after) > 100

    def say(self, dice: Random, count: int) -> str:
        starts = sorted(word for word in self._after if word[:1].isupper()) or sorted(self._after)
        said = [dice.choice(starts)]
        while len(said) < count:
            said.append(dice.choice(self._after.get(said[-1]) or starts))
        return " ".join(said)


Spoiler = Callable[[Reading, Random], Reading]


def _spoilers(page: Found, same: list[Found], chain: Chain) -> dict[str, Spoiler]:
    ways: dict[str, Spoiler] = {
        "loop": lambda reading, dice: looped(reading, dice),
        "chatter": chattered,
        "garbage": garbled,
        "wrong language": lambda reading, dice: (
            translated(reading, "en" if page.language != "en" else "de", dice)
            if dice.random() < 0.5
            else otherwise_written(reading, dice)
        ),
    }
    if words_of(page.truth) > 60:
        ways["stops in mid-page"] = lambda reading, dice: stopped(reading, dice.uniform(0.3, 0.8))
        if page.placed:
            ways["passed over"] = passed_over
        ways["length outlier"] = lambda reading, dice: (
            crammed(reading, [chain.say(dice, 40) for _ in range(dice.randint(15, 40))], dice)
            if chain and dice.random() < 0.5
            else few_words(reading, dice)
        )
    others = [p for p in same if p.placed == page.placed and words_of(p.truth) > 60]
    if others:
        ways["swapped page"] = lambda reading, dice: read_well(dice.choice(others).truth, dice)
    if chain:
        ways["added sentences"] = lambda reading, dice: with_added(reading, chain, dice)
    return ways


def with_added(reading: Reading, chain: Chain, dice: Random) -> Reading:
    """One to five sentences of the chain within the largest block."""
    host = max(range(len(reading)), key=lambda at: len(reading[at].rows))
    part, texts = reading[host], [chain.say(dice, dice.randint(8, 18)) + "." for _ in range(dice.randint(1, 5))]
    at = dice.randint(1, len(part.rows))
    near = part.rows[at - 1]
    if near.places:
        x0, y0, x1, y1 = near.place
        top = min(y0 + (y1 - y0) * 0.5, 0.8)
        added = laid(" ".join(texts), (x0, top, max(x1, min(1.0, x0 + 0.3)), 1.0), (y1 - y0) * 0.8, dice).rows
    else:
        added = unplaced("\n".join(texts)).rows
    spoilt = replace(part, rows=(*part.rows[:at], *added, *part.rows[at:]))
    return (*reading[:host], spoilt, *reading[host + 1 :])


def _truth(told: dict[str, object]) -> Reading:
    width, height = float(str(told["width"])), float(str(told["height"]))
    lines = told["lines"]
    assert isinstance(lines, list)
    spoken = [line for line in lines if line["text"].strip()]
    if any(line["bbox"] is None for line in spoken):
        text = "\n".join(" ".join(line["text"].split()) for line in spoken)
        return (unplaced(text),) if text else ()
    rows = [_row(line["text"], line["bbox"], width, height) for line in spoken]
    if told.get("html"):
        return (Part(tuple(_tabular(rows)), "table"),) if rows else ()
    parts: list[list[Row]] = []
    for row in rows:
        if parts and _follows(parts[-1][-1].place, row.place):
            parts[-1].append(row)
        else:
            parts.append([row])
    return tuple(Part(tuple(part)) for part in parts)


def _row(text: str, box: list[float], width: float, height: float) -> Row:
    """The words of a line stand in it in proportion to their letters."""
    x0, y0, x1, y1 = inside((box[0] / width, box[1] / height, box[2] / width, box[3] / height))
    words, places, at = text.split(), [], 0
    whole = len(" ".join(words))
    for word in words:
        left, right = x0 + (x1 - x0) * at / whole, x0 + (x1 - x0) * (at + len(word)) / whole
        places.append(inside((left, y0, right, y1)))
        at += len(word) + 1
    return Row(" ".join(words), tuple(places), (0.96,) * len(words))


def _follows(before: Place, after: Place) -> bool:
    """Whether a line stands right below another, in the same column."""
    high = before[3] - before[1]
    beside = min(before[2], after[2]) - max(before[0], after[0])
    return 0 <= after[1] - before[1] < 2.4 * high and beside > 0.3 * min(before[2] - before[0], after[2] - after[0])


def _tabular(cells: list[Row]) -> list[Row]:
    """Cells that stand side by side as rows, their texts parted by tabs."""
    rows: list[list[Row]] = []
    for cell in sorted(cells, key=lambda c: (c.place[1] + c.place[3], c.place[0])):
        middle = (cell.place[1] + cell.place[3]) / 2
        if rows and around([c.place for c in rows[-1]])[3] > middle:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    made = []
    for row in rows:
        row.sort(key=lambda cell: cell.place[0])
        places = tuple(place for cell in row for place in cell.places)
        made.append(
            Row("\t".join(cell.text for cell in row), places, tuple(certain(Random(0), 0.96) for _ in places))
        )
    return made

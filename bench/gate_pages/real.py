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

from bench.gate_pages.cases import Case, Made, judged
from bench.gate_pages.chain import Chain
from bench.gate_pages.chatter import chattered
from bench.gate_pages.cut import passed_over, stopped, words_of
from bench.gate_pages.foreign import garbled, otherwise_written, translated
from bench.gate_pages.honest import read_well, seen_again
from bench.gate_pages.lengths import crammed, few_words
from bench.gate_pages.readings import Reading, laid, unplaced
from bench.gate_pages.repeated import looped
from bench.gate_pages.truths import truth_of

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
    """Every page with a truth, in order; pages that lie on their side are left out: readings here are upright."""
    pages = []
    for path in sorted(folder.glob("*/gt-json/*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        truth = truth_of(told)
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


Spoiler = Callable[[Reading, Random], Reading]


def _spoilers(page: Found, same: list[Found], chain: Chain) -> dict[str, Spoiler]:
    ways: dict[str, Spoiler] = {
        "loop": looped,
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
    alike = [p for p in same if p.placed == page.placed and p.language == page.language]
    others = [p for p in alike if words_of(p.truth) > 60]
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

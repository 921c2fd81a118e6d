"""Reading one page from choosing the engine to the verdict. Writes nothing but what `note_failure` says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.conf import settings

from archive.faults import Fault
from archive.geometry import Turn
from archive.models import Page
from ocr_engine.choosing import chosen
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told, checked, engine, fingerprint, parser
from ocr_engine.gate import Verdict, better
from ocr_engine.judging import judged
from ocr_engine.models import Reading
from ocr_engine.reader import Reader, reader
from ocr_engine.retrying import Try, doubted, ways

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    engine: str
    ask: Ask
    recipe: dict[str, Any]
    raw: bytes
    seconds: float
    parsed: Parsed
    verdict: Verdict
    why: str = ""  # it was read like this, where another reading had been doubted
    beside: Done | None = None  # the reading that gave it its words
    kept: int | None = None  # it is a stored reading already: which
    others: tuple[Done, ...] = ()  # what was read too, and is not believed more

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.recipe)

    @property
    def device(self) -> str:
        return str(self.parsed.facts.get("device", ""))[:60]


#: Why a reading is there that was made to judge another by.
SECOND = "second opinion"
#: A stored reading of the page by the recipe of this fingerprint: its id and what the engine said.
Kept = Callable[[str], "tuple[int, bytes] | None"]


def _nothing(_fingerprint: str) -> None:
    return None


def read(
    page: PageSource,
    name: str,
    ask: Ask | None = None,
    *,
    by: Reader | None = None,
    kept: Kept = _nothing,
    tries: Literal["all", "own", "none"] = "all",
    told: Told | None = None,
    seconds: float | None = None,
) -> Done:
    """Slow. Raises a Fault that says what is wrong with the page or with the engine. A doubted reading is tried
    again in other ways: by all engines, by its own, or not at all."""
    name = chosen(name, page)
    made = engine(name)
    ask = checked(made, ask or Ask())
    by = by or reader()
    beside = _beside(page, by, kept) if made.wordless and ask.task in made.tasks else None
    if beside is not None:
        page = replace(page, turn=beside.parsed.turn)
    best = _read(page, made, name, ask, by, beside, told, seconds)
    if tries == "none":
        return best
    every = [best]
    first = Try(page, name, ask)
    other = beside.engine if beside and tries == "all" else ""
    for another in ways(first, made, best.parsed, best.verdict, other=other):
        done = _tried(another, by, beside)
        if done is None:
            continue
        every.append(done)
        if better(done.verdict, best.verdict):
            best = done
        if not doubted(best.verdict):
            break
    others = tuple(one for one in every if one is not best)
    best = _with_opinion(page, best, by, kept)
    return replace(best, others=(*others, *best.others))


def _with_opinion(page: PageSource, done: Done, by: Reader, kept: Kept) -> Done:
    """Judged by what the engine says that the collection asks besides; its reading is kept too."""
    if not page.second or page.second == "auto":
        return done
    try:
        made = engine(page.second)
        if made.name in {done.engine, done.beside.engine if done.beside else ""}:
            return done
        page = replace(page, turn=done.parsed.turn)
        ask = checked(made, Ask())
        beside = _beside(page, by, kept) if made.wordless else None
        other = _stored(page, made, ask, kept) or _read(page, made, page.second, ask, by, beside)
    except Fault as fault:
        log.info("no second opinion: %s", fault.message)
        return done
    verdict = judged(page, parser(done.engine), done.ask.task, done.parsed, other.parsed)
    return replace(done, verdict=verdict, others=(replace(other, why=SECOND),))


def _read(
    page: PageSource,
    made: OcrEngine,
    name: str,
    ask: Ask,
    by: Reader,
    beside: Done | None = None,
    told: Told | None = None,
    seconds: float | None = None,
) -> Done:
    raw = by.read(made, name, page, ask, seconds or settings.MUNIMENT_READ_SECONDS, told)
    parsed = made.parse(raw.data, beside.parsed if beside else None)
    return Done(
        made.name,
        ask,
        made.recipe(ask),
        raw.data,
        raw.seconds,
        parsed,
        judged(page, made, ask.task, parsed, beside.parsed if beside else None),
        beside=beside,
    )


def _tried(another: Try, by: Reader, beside: Done | None) -> Done | None:
    """None where it cannot be read like that at all: then what was read before is what there is."""
    if beside is not None and another.name == beside.engine:
        return replace(beside, why=another.why)
    made = engine(another.name)
    try:
        done = _read(another.page, made, another.name, another.ask, by, beside)
    except Fault as fault:
        log.info("another try did not help: %s", fault.message)
        return None
    return replace(done, why=another.why)


def _beside(page: PageSource, by: Reader, kept: Kept) -> Done | None:
    """What an engine sees that says where words are; None where none can. A stored reading does."""
    try:
        name = chosen("auto", page)
        made = engine(name)
        ask = checked(made, Ask())
        if found := _stored(page, made, ask, kept):
            return found
        return _read(page, made, name, ask, by)
    except Fault as fault:
        log.info("no words to put beside this page: %s", fault.message)
        return None


def _stored(page: PageSource, made: OcrEngine, ask: Ask, kept: Kept) -> Done | None:
    recipe = made.recipe(ask)
    found = kept(fingerprint(recipe))
    if found is None:
        return None
    number, raw = found
    try:
        parsed = made.parse(raw)
    except (ValueError, TypeError, LookupError):  # kept by an older parser's engine
        return None
    wanted: Turn | None = page.turn
    if wanted is not None and parsed.turn != wanted:
        return None
    return Done(made.name, ask, recipe, raw, 0.0, parsed, judged(page, made, ask.task, parsed), kept=number)


def make_ready() -> None:
    """Loads what reads a page of which nothing is known. Slow the first time."""
    name = chosen(settings.MUNIMENT_ENGINE, PageSource("", 1, 1))
    reader().load(engine(name), name, settings.MUNIMENT_READ_SECONDS)


def note_failure(page_id: int, name: str, fault: Fault) -> None:
    """Keeps a failed attempt: which engine, and why."""
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return
    recipe = fingerprint({"engine": name})
    Reading.objects.create(
        page=page,
        image=page.image,
        engine=name[:120],
        recipe=recipe,
        options={"engine": name},
        attempt=Reading.next_attempt(page, recipe),
        wanted_for="first",
        outcome=Reading.Outcome.FAILED,
        fault=fault.code[:40],
        why=fault.message,
    )

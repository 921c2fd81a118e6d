"""Reading one page from choosing the engine to the verdict. Writes nothing but what `note_failure` says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from archive.faults import Fault
from archive.models import Page
from ocr_engine.choosing import chosen
from ocr_engine.engine import OcrEngine, PageSource, Parsed, checked_task, engine, fingerprint
from ocr_engine.gate import Verdict, judge
from ocr_engine.models import Reading
from ocr_engine.reader import Reader, reader
from ocr_engine.retrying import again


@dataclass(frozen=True, slots=True)
class Done:
    engine: str
    task: str
    recipe: dict[str, Any]
    raw: bytes
    seconds: float
    parsed: Parsed
    verdict: Verdict

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.recipe)

    @property
    def device(self) -> str:
        return str(self.parsed.facts.get("device", ""))[:60]


def read(page: PageSource, name: str, task: str = "", *, by: Reader | None = None) -> Done:
    """Slow. Raises a Fault that says what is wrong with the page or with the engine."""
    name = chosen(name, page)
    made = engine(name)
    task = checked_task(made, task)
    done = _read(page, made, name, task, by or reader())
    other = again(page, made, done.verdict)
    if other is None:
        return done
    second = _read(other, made, name, task, by or reader())
    best = second if second.verdict.decision == "pass" else done
    return replace(best, seconds=done.seconds + second.seconds)


def _read(page: PageSource, made: OcrEngine, name: str, task: str, by: Reader) -> Done:
    raw = by.read(made, name, page, task, settings.MUNIMENT_READ_SECONDS)
    parsed = made.parse(raw.data)
    wide, high = (page.width, page.height) if parsed.turn in (0, 180) else (page.height, page.width)
    verdict = judge(parsed, languages=page.languages, scripts=made.scripts, aspect=wide / max(high, 1))
    return Done(made.name, task, made.recipe(task), raw.data, raw.seconds, parsed, verdict)


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

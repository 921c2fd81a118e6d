"""Rebuilding machine texts from what the engines said then, with today's parser and without reading.

The newest machine version of a page that came from a stored reading is made again; where it comes out as it
is, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from archive.arranging import turning
from archive.blocks import Block, PageText
from archive.faults import Fault
from archive.geometry import as_turn
from archive.models import Body, Errand, Page, Transcription
from ocr_engine import storing
from ocr_engine.engine import OcrEngine, Parsed, parser
from ocr_engine.gate import Verdict, same
from ocr_engine.judging import judged
from ocr_engine.models import Reading
from ocr_engine.readings import SECOND
from ocr_engine.sources import source_of


@dataclass(frozen=True, slots=True)
class Remade:
    version: int  # the one it was made from
    reading: int
    engine: str
    parsed: Parsed
    verdict: Verdict


def remade(page_id: int, only: str = "") -> Remade | None:
    """What the page's stored reading says today, or None where that is what stands there, or where nothing is
    stored. `only` is an engine's name. Slow; raises a Fault when its engine is not there, or not able to."""
    page = Page.objects.select_related("record__collection").filter(pk=page_id).first()
    version = _newest(page_id, only)
    if page is None or version is None or version.image != page.image:
        return None
    done = Reading.objects.filter(page=page_id, outcome=Reading.Outcome.DONE).select_related("beside")
    reading = done.filter(pk=version.reading or 0).first()
    if reading is None or not reading.packed:
        return None
    made = _engine_of(reading)
    beside = _parsed(_engine_of(reading.beside), reading.beside) if reading.beside else None
    parsed = _parsed(made, reading, beside)
    # The page may have been turned since it was read: its words turn with it.
    if by := as_turn(version.turn - parsed.turn):
        blocks = turning.turned(PageText(tuple(map(_as_kept, parsed.blocks))), by).blocks
        parsed = replace(parsed, blocks=blocks, turn=as_turn(version.turn))
    second = _second(page) or beside
    verdict = judged(source_of(page), made, reading.task, parsed, second if second is not parsed else None)
    if _written(parsed) == _stored(version) and _codes(verdict.as_json()) == _codes(version.reasons):
        return None
    return Remade(version.pk, reading.pk, version.engine, parsed, verdict)


def _codes(reasons: list[Any]) -> set[str]:
    """Of what the page itself tells; what other pages tell of it is not judged anew."""
    return {str(said[0]) for said in reasons} - {same.CODE}


def _second(page: Page) -> Parsed | None:
    """The newest second opinion of the page's image, if somebody was asked for one and it can still be parsed."""
    asked = page.readings.filter(image=page.image, outcome=Reading.Outcome.DONE, wanted_for=SECOND)
    reading = asked.order_by("-id").first()
    try:
        return _parsed(_engine_of(reading), reading) if reading is not None and reading.packed else None
    except Fault:
        return None


def _engine_of(reading: Reading) -> OcrEngine:
    return parser(str(reading.options.get("engine") or reading.engine))


def _parsed(made: OcrEngine, reading: Reading, beside: Parsed | None = None) -> Parsed:
    try:
        return made.parse(reading.raw, beside)
    except (ValueError, TypeError, LookupError) as error:
        said = _("The stored reading %(id)d cannot be parsed any more (%(kind)s); read the page again.")
        raise Fault(said % {"id": reading.pk, "kind": type(error).__name__}, code="not_parsed") from error


def store(page_id: int, new: Remade, only: str = "") -> bool:
    """Adds the version, unless a newer one came meanwhile. It counts where the old one did."""
    with transaction.atomic():
        page = Page.objects.select_for_update().filter(pk=page_id).first()
        newest = _newest(page_id, only)
        if page is None or newest is None or newest.pk != new.version or newest.image != page.image:
            return False  # somebody read it meanwhile, or gave it another image
        version = storing.add(page, new.parsed, new.verdict, engine=new.engine, reading=new.reading)
        # It is the same reading: where its text is not believed any longer, it is not to be found any longer.
        if page.current_id == new.version:
            Page.objects.filter(pk=page_id).update(**storing.changes(page, version, new.parsed, new.verdict))
    return True


def _newest(page_id: int, only: str) -> Transcription | None:
    machine = Transcription.objects.filter(
        page=page_id, made_by=Transcription.MadeBy.MACHINE, reading__isnull=False
    ).order_by("-number")
    if only:
        machine = machine.filter(engine=only)
    return machine.first()


def _written(parsed: Parsed) -> list[tuple[Any, ...]]:
    return [
        (b.kind.value, b.level, b.box.x0, b.box.y0, b.box.x1, b.box.y1, Body.of(b).sha256) for b in parsed.blocks
    ]


def _as_kept(block: Block) -> Block:
    """With its places as exact as the database keeps them: what is turned afterwards comes out the same."""
    body = Body.of(block)
    return replace(block, lines=body.line_values(), words=body.word_values())


def _stored(version: Transcription) -> list[tuple[Any, ...]]:
    rows = version.regions.order_by("ordinal")
    return list(rows.values_list("kind", "level", "x0", "y0", "x1", "y1", "body_id"))


class Reparse:
    """The same for many pages, see `archive.errands`."""

    batch: ClassVar[int] = 20

    def prepare(self, errand: Errand, pages: list[int]) -> list[tuple[int, Remade]]:
        only, found = str(errand.options.get("engine", "")), []
        for page in pages:
            try:
                new = remade(page, only)
            except Fault:  # the page keeps the text it has
                continue
            if new is not None:
                found.append((page, new))
        return found

    def carry_out(self, errand: Errand, prepared: Any) -> int:
        only = str(errand.options.get("engine", ""))
        return sum(store(page, new, only) for page, new in prepared)

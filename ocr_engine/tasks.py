"""The step from a rendered page to its text."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.conf import settings

from archive import pipeline, store, transcriptions
from archive.blocks import PageText
from archive.faults import Fault
from archive.models import Page, Transcription
from ocr_engine import readings
from ocr_engine.engine import PageSource
from ocr_engine.models import Reading
from ocr_engine.readings import Done


@shared_task(name="ocr_engine.read_page")  # type: ignore[untyped-decorator]
def read_page(page_id: int) -> bool:
    """Reads one page that is rendered; finds nothing to do when somebody else did or does."""
    failed: list[Fault] = []

    def compute(page: Page) -> Done:
        try:
            return readings.read(source_of(page), settings.MUNIMENT_ENGINE)
        except Fault as fault:
            failed.append(fault)
            raise

    done = pipeline.run(pipeline.READ, page_id, compute, _store)
    if failed:
        readings.note_failure(page_id, settings.MUNIMENT_ENGINE, failed[0])
    return done


def source_of(page: Page) -> PageSource:
    collection = page.record.collection
    languages = [*page.record.language.replace(",", " ").split(), *collection.languages]
    return PageSource(
        image=str(store.path("images", page.image)),
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        languages=tuple(dict.fromkeys(language.lower() for language in languages)),
        layer=str(store.path("layers", page.layer)) if page.layer else "",
    )


def _store(page: Page, done: Done) -> dict[str, Any]:
    reading = Reading.objects.create(
        page=page,
        image=page.image,
        engine=done.engine,
        task=done.task,
        recipe=done.fingerprint,
        options=done.recipe,
        attempt=Reading.next_attempt(page, done.fingerprint),
        wanted_for="first",
        outcome=Reading.Outcome.DONE,
        seconds=done.seconds,
        device=done.device,
        **Reading.packed_of(done.raw),
    )
    version = transcriptions.add(
        page,
        PageText(done.parsed.blocks),
        turn=done.parsed.turn,
        made_by=Transcription.MadeBy.MACHINE,
        engine=done.engine,
        reading=reading.pk,
        verdict=done.verdict.decision,
        reasons=done.verdict.as_json(),
    )
    changes: dict[str, Any] = {"stage": Page.Stage.TRANSCRIBED, "condition": _condition(done)}
    if transcriptions.counts_for_machine(page.pk):
        changes |= {"current": version, "turn": done.parsed.turn}
    return changes


def _condition(done: Done) -> str:
    if done.parsed.facts.get("blank"):
        return Page.Condition.BLANK
    return Page.Condition.ILLEGIBLE if done.verdict.decision == "quarantine" else Page.Condition.ORDINARY

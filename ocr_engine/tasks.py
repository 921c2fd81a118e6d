"""Celery's door to reading: the step from a rendered page to its text, and reading it once more."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.conf import settings

from archive import pipeline
from archive.faults import Fault
from archive.models import Page
from ocr_engine import again, readings, storing
from ocr_engine.models import Reading
from ocr_engine.readings import Done
from ocr_engine.sources import source_of

#: Wishes that a worker fulfils before a page of the backlog.
_WISHES_FIRST = 8


@shared_task(name="ocr_engine.read_page")  # type: ignore[untyped-decorator]
def read_page(page_id: int) -> bool:
    """Reads one page that is rendered; finds nothing to do when somebody else did or does."""
    again.most_urgent(_WISHES_FIRST)
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


@shared_task(name="ocr_engine.read_again")  # type: ignore[untyped-decorator]
def read_again(reading_id: int) -> bool:
    """Reads a page once more; finds nothing to do when nobody wants it any longer."""
    return again.read(reading_id)


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
    version = storing.add(page, done.parsed, done.verdict, engine=done.engine, reading=reading.pk)
    changes: dict[str, Any] = {
        "stage": Page.Stage.TRANSCRIBED,
        "condition": storing.condition(done.parsed, done.verdict),
    }
    if storing.may_count(page.pk, done.verdict):
        changes |= storing.changes(version, done.parsed, done.verdict)
    return changes

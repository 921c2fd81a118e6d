"""Celery's door to reading: the step from a rendered page to its text, and reading it once more."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

from celery import shared_task
from celery.worker import state
from django.conf import settings

from archive import pipeline
from archive.faults import Fault, MachineFailed
from archive.models import Page
from ocr_engine import again, readings, storing
from ocr_engine.readings import Done
from ocr_engine.sources import kept_of, source_of
from ocr_engine.workbench import trying

log = logging.getLogger(__name__)
_FAILED = 70  # how the process ends: EX_SOFTWARE
#: Wishes that a worker fulfils before a page of the backlog.
_WISHES_FIRST = 8


@shared_task(name="ocr_engine.read_page")  # type: ignore[untyped-decorator]
def read_page(page_id: int) -> bool:
    """Reads one page that is rendered; finds nothing to do when somebody else did or does."""
    trying.most_urgent(_WISHES_FIRST)
    again.most_urgent(_WISHES_FIRST)
    failed: list[Fault] = []

    def compute(page: Page) -> Done:
        try:
            return readings.read(source_of(page), settings.MUNIMENT_ENGINE, kept=kept_of(page))
        except Fault as fault:
            failed.append(fault)
            raise

    with _ended_by_a_dead_card():
        done = pipeline.run(pipeline.READ, page_id, compute, _store)
    if failed:
        readings.note_failure(page_id, settings.MUNIMENT_ENGINE, failed[0])
    return done


@shared_task(name="ocr_engine.read_again")  # type: ignore[untyped-decorator]
def read_again(reading_id: int) -> bool:
    """Reads a page once more; finds nothing to do when nobody wants it any longer."""
    with _ended_by_a_dead_card():
        return again.read(reading_id)


@shared_task(name="ocr_engine.read_trial")  # type: ignore[untyped-decorator]
def read_trial(trial_id: int) -> bool:
    """Reads a page on the workbench; finds nothing to do when it was stopped."""
    with _ended_by_a_dead_card():
        return trying.read(trial_id)


@contextlib.contextmanager
def _ended_by_a_dead_card() -> Iterator[None]:
    """A card that failed does not come back within its process. The pages were given back untouched; the worker
    ends, whoever looks after it starts it again, and while the card is gone no page is charged with that."""
    try:
        yield
    except MachineFailed as failed:
        log.error("the worker ends: %s", failed)
        state.should_stop = _FAILED
        raise


def _store(page: Page, done: Done) -> dict[str, Any]:
    reading = storing.keep(page, done)
    version = storing.add(page, done.parsed, done.verdict, engine=done.engine, reading=reading)
    changes: dict[str, Any] = {
        "stage": Page.Stage.TRANSCRIBED,
        "condition": storing.condition(done.parsed, done.verdict),
    }
    if storing.may_count(page.pk, done.verdict):
        changes |= storing.changes(page, version, done.parsed, done.verdict)
    return changes

"""Doing due work in the foreground: `manage.py work`, `ingest --wait`."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from archive import pipeline, registry
from archive.celery import app
from archive.models import Page
from archive.pipeline import STEPS, Step
from archive.running import instance

log = logging.getLogger(__name__)
_BREATH = 0.1  # seconds between two looks for due work
_BATCH = 20
#: After this many seconds in which nobody held a lease, running workers are not trusted to exist.
_PATIENCE = 10.0


@dataclass(frozen=True)
class Outcome:
    findable: int
    halted: tuple[Page, ...]


def until_idle(pages: QuerySet[Page] | None = None, progress: Callable[[int], None] | None = None) -> Outcome:
    """Returns when every page (of `pages`, or of the archive) is findable or halted.

    Where an instance is running on this data folder its workers do the work; otherwise this
    process does it. `progress` is told how many pages are left, about ten times a second.
    """
    helping = not instance.is_running()
    quiet_since = time.monotonic()
    stop = threading.Event()
    threads: list[threading.Thread] = []
    try:
        while left := _left(pages):
            if progress:
                progress(left)
            if Page.objects.filter(lease_until__gt=timezone.now()).exists():
                quiet_since = time.monotonic()
            helping = helping or time.monotonic() - quiet_since > _PATIENCE
            if helping and not threads:
                app.loader.import_default_modules()  # not in the threads: they would race for half-made modules
                threads = [threading.Thread(target=_labour, args=(step, stop), name=step.name) for step in STEPS]
                for thread in threads:
                    thread.start()
            if not all(thread.is_alive() for thread in threads):
                raise RuntimeError("a step of the foreground work ended early; its error is in the log")
            time.sleep(_BREATH)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for catch_up in registry.each(registry.AFTER_WORK):
        catch_up()
    return _outcome(pages)


def _labour(step: Step, stop: threading.Event) -> None:
    """Does one step for whatever is due, until told to stop."""
    task = app.tasks[step.task]
    try:
        while not stop.is_set():
            ids = list(pipeline.due(step).values_list("pk", flat=True)[:_BATCH])
            for page_id in ids:
                if stop.is_set():
                    return
                try:
                    task(page_id)
                except Exception:  # the edge of a worker: the page keeps the error
                    log.exception("step=%s page=%s", step.name, page_id)
            if not ids:
                stop.wait(_BREATH)
    finally:
        connection.close()


def _chosen(pages: QuerySet[Page] | None, among: QuerySet[Page]) -> QuerySet[Page]:
    return among if pages is None else among.filter(pk__in=pages.order_by().values("pk"))


def _left(pages: QuerySet[Page] | None) -> int:
    return _chosen(pages, pipeline.unfinished()).count()


def _outcome(pages: QuerySet[Page] | None) -> Outcome:
    every = _chosen(pages, Page.objects.all())
    halted = every.exclude(halted="").select_related("record", "original").order_by("pk")
    return Outcome(every.filter(halted="").count(), tuple(halted))

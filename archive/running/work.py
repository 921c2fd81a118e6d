"""Doing due work in the foreground: `manage.py work`, `ingest --wait`."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from archive import pipeline, registry
from archive.celery import app
from archive.faults import Fault
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


class Labour:
    """This process's own hands: one thread for each step, doing whatever is due. Idle until started."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def start(self) -> None:
        if self._threads:
            return
        app.loader.import_default_modules()  # not in the threads: they would race for half-made modules
        self._threads = [threading.Thread(target=self._do, args=(step,), name=step.name) for step in STEPS]
        for thread in self._threads:
            thread.start()

    def check(self) -> None:
        if not all(thread.is_alive() for thread in self._threads):
            raise RuntimeError("a step of the foreground work ended early; its error is in the log")

    def _do(self, step: Step) -> None:
        task = app.tasks[step.task]
        try:
            _make_ready(step)
            while not self._stop.is_set():
                ids = list(pipeline.due(step).values_list("pk", flat=True)[:_BATCH])
                for page_id in ids:
                    if self._stop.is_set():
                        return
                    try:
                        task(page_id)
                    except Exception:  # the edge of a worker: the page keeps the error
                        log.exception("step=%s page=%s", step.name, page_id)
                if not ids:
                    self._stop.wait(_BREATH)
        finally:
            connection.close()


def _make_ready(step: Step) -> None:
    if step.name in registry.READY:
        try:
            registry.load(registry.READY[step.name])()
        except (Fault, OSError, RuntimeError):  # a page that needs it will say so, and keep the reason
            log.warning("step=%s could not be made ready", step.name, exc_info=True)


def until_idle(
    pages: QuerySet[Page] | None = None,
    progress: Callable[[int], None] | None = None,
    labour: Labour | None = None,
) -> Outcome:
    """Returns when every page (of `pages`, or of the archive) is findable or halted.

    Where an instance is running on this data folder its workers do the work; otherwise this
    process does it, with `labour` where the caller has some already. `progress` is told how many
    pages are left, about ten times a second.
    """
    helping = not instance.is_running()
    quiet_since = time.monotonic()
    with labour or Labour() as hands:
        while left := _left(pages):
            if progress:
                progress(left)
            if Page.objects.filter(lease_until__gt=timezone.now()).exists():
                quiet_since = time.monotonic()
            helping = helping or time.monotonic() - quiet_since > _PATIENCE
            if helping:
                hands.start()
            hands.check()
            time.sleep(_BREATH)
    for catch_up in registry.each(registry.AFTER_WORK):
        catch_up()
    return _outcome(pages)


def _chosen(pages: QuerySet[Page] | None, among: QuerySet[Page]) -> QuerySet[Page]:
    return among if pages is None else among.filter(pk__in=pages.order_by().values("pk"))


def _left(pages: QuerySet[Page] | None) -> int:
    return _chosen(pages, pipeline.unfinished()).count() + (pipeline.asked_for() if pages is None else 0)


def _outcome(pages: QuerySet[Page] | None) -> Outcome:
    every = _chosen(pages, Page.objects.all())
    halted = every.exclude(halted="").select_related("record", "original").order_by("pk")
    return Outcome(every.filter(halted="").count(), tuple(halted))

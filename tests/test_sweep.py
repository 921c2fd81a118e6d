"""The sweep: what is due gets a message, never too many, and again when messages were lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import pipeline
from archive.celery import app
from archive.models import Page
from archive.running import sweep
from archive.running.sweep import Sweep
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_queues(settings) -> Iterator[None]:
    settings.MUNIMENT_IN_FLIGHT = 5
    Sweep().once()
    _drain()
    yield
    _drain()


def _drain() -> None:
    with app.connection_for_write() as link:
        for step in pipeline.STEPS:
            queue = link.SimpleQueue(step.queue)
            queue.clear()
            queue.close()


def _received(queue: str) -> list[int]:
    with app.connection_for_write() as link:
        simple = link.SimpleQueue(queue)
        found = []
        while True:
            try:
                message = simple.get(timeout=0.5)
            except simple.Empty:
                break
            found.append(message.payload[0][0])
            message.ack()
        simple.close()
        return found


def test_due_pages_get_a_message_each() -> None:
    pages = [makers.page() for _ in range(3)]
    assert Sweep().once() == 3
    assert sorted(_received("pages")) == [page.pk for page in pages]


def test_each_step_has_its_own_queue() -> None:
    rendered, unindexed = makers.page(stage="rendered"), makers.transcribed("text")
    Sweep().once()
    assert (_received("ocr"), _received("index")) == ([rendered.pk], [unindexed.pk])


def test_no_more_than_the_allowed_number_waits_and_the_rest_follows() -> None:
    pages, rounds = [makers.page() for _ in range(12)], Sweep()
    assert rounds.once() == 5
    assert rounds.once() == 0, "the queue is full"
    first = _received("pages")
    Page.objects.filter(pk__in=first).update(stage="transcribed")
    assert rounds.once() == 5
    second = _received("pages")
    Page.objects.filter(pk__in=second).update(stage="transcribed")
    rounds.once()
    assert sorted(first + second + _received("pages")) == [page.pk for page in pages]


def test_a_halted_a_leased_and_a_pausing_page_get_none() -> None:
    page = makers.page()
    pipeline.claim(Page.objects.filter(pk=page.pk), pipeline._free(pipeline.RENDER))
    makers.page(halted="broken", halted_step="render")
    assert Sweep().once() == 0


def test_what_was_lost_with_the_queue_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    page, rounds = makers.page(), Sweep()
    rounds.once()
    _drain()
    assert rounds.once() == 0, "it may be in a worker's hands"
    monkeypatch.setattr(sweep, "_GRACE", 0.0)
    assert rounds.once() == 1
    assert _received("pages") == [page.pk]


def test_the_brokers_folder_may_be_deleted(settings) -> None:
    folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("data_folder_in")
    if folder is None:
        return  # this broker keeps no folder
    makers.page()
    shutil.rmtree(Path(folder).parent, ignore_errors=True)
    assert Sweep().once() == 1

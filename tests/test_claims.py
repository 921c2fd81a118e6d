"""Claims, leases and what becomes of failures."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from archive import pipeline
from archive.faults import ChildDied, Fault
from archive.models import Page
from archive.pipeline import READ, RENDER
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)


def rows(page: Page):
    return Page.objects.filter(pk=page.pk)


def free(step: pipeline.Step = RENDER):
    return pipeline._free(step)


def test_of_many_workers_one_gets_the_page() -> None:
    page, tokens = makers.page(), []
    ready = threading.Barrier(8)

    def worker() -> None:
        ready.wait()
        tokens.append(pipeline.claim(rows(page), free()))
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([token for token in tokens if token]) == 1


def test_an_expired_lease_can_be_claimed_and_its_old_holder_stores_nothing() -> None:
    page = makers.page()

    def overtaken(found: Page) -> str:
        rows(page).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert pipeline.claim(rows(page), free())
        return "late"

    def store(found: Page, value: str) -> dict[str, object]:
        makers.collection(description=value)
        return {"stage": Page.Stage.RENDERED}

    assert not pipeline.run(RENDER, page.pk, overtaken, store)
    page.refresh_from_db()
    assert page.stage == Page.Stage.RECEIVED
    assert not type(page.record.collection).objects.filter(description="late").exists(), "store was rolled back"


def test_a_message_that_comes_twice_finds_nothing_to_do() -> None:
    page = makers.page()
    done = [
        pipeline.run(RENDER, page.pk, lambda p: None, lambda p, v: {"stage": Page.Stage.RENDERED}) for _ in range(2)
    ]
    assert done == [True, False]


def test_a_message_for_a_page_that_is_gone_finds_nothing_to_do() -> None:
    assert not pipeline.run(RENDER, 4711, lambda p: None, lambda p, v: {})


def failing(fault: Exception):
    def compute(page: Page) -> None:
        raise fault

    return compute


def test_a_fault_that_cannot_pass_halts_the_page_with_its_reason_at_once() -> None:
    page = makers.page()
    pipeline.run(RENDER, page.pk, failing(Fault("The file is cut off.", code="truncated")), lambda p, v: {})
    page.refresh_from_db()
    assert (page.halted, page.halted_step, page.why) == ("truncated", "render", "The file is cut off.")
    assert not pipeline.due(RENDER).exists()
    assert not pipeline.unfinished().exists()


def test_a_fault_that_may_pass_is_tried_again_after_a_pause_and_then_halts(settings) -> None:
    settings.MUNIMENT_ATTEMPTS = 3
    page = makers.page()
    for attempt in range(3):
        assert not Page.objects.get(pk=page.pk).halted, attempt
        rows(page).update(not_before=None)
        pipeline.run(RENDER, page.pk, failing(Fault("busy", retryable=True)), lambda p, v: {})
        if attempt < 2:
            assert not pipeline.due(RENDER).exists(), "a pause"
            assert pipeline.unfinished().exists()
    assert Page.objects.get(pk=page.pk).halted == "fault"


def test_lost_workers_never_halt_a_page(settings) -> None:
    page = makers.page()
    for _ in range(settings.MUNIMENT_ATTEMPTS * 3):
        assert pipeline.claim(rows(page), free())  # and then its worker is killed
        rows(page).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert pipeline.run(RENDER, page.pk, lambda p: None, lambda p, v: {"stage": Page.Stage.RENDERED})
    assert not Page.objects.get(pk=page.pk).halted


def test_the_first_lone_death_is_tried_again_at_once_and_the_last_halts_the_page_alone(settings) -> None:
    page, other = makers.page(stage="rendered"), makers.page(stage="rendered")
    pipeline.run(READ, page.pk, failing(ChildDied("died")), lambda p, v: {})
    assert page.pk in pipeline.due(READ).values_list("pk", flat=True)
    for _ in range(settings.MUNIMENT_ATTEMPTS):
        rows(page).update(not_before=None)
        pipeline.run(READ, page.pk, failing(ChildDied("died")), lambda p, v: {})
    assert list(Page.objects.exclude(halted="").values_list("pk", "halted")) == [(page.pk, "killed_its_reader")]
    assert pipeline.due(READ).get() == other


def test_an_unknown_error_is_recorded_and_raised() -> None:
    page = makers.page()
    with pytest.raises(ZeroDivisionError):
        pipeline.run(RENDER, page.pk, lambda p: 1 // 0, lambda p, v: {})
    page.refresh_from_db()
    assert (page.attempts, page.lease) == (1, "")


def test_a_halted_page_can_be_tried_again() -> None:
    page = makers.page()
    pipeline.run(RENDER, page.pk, failing(Fault("no")), lambda p, v: {})
    assert pipeline.retry(Page.objects.all()) == 1
    assert pipeline.due(RENDER).get() == page


def test_a_heartbeat_keeps_the_lease(settings) -> None:
    settings.MUNIMENT_LEASE_SECONDS = 0.6
    page = makers.page()
    token = pipeline.claim(rows(page), free())
    with pipeline.heartbeat(rows(page), token):
        threading.Event().wait(1.5)
        assert not pipeline.claim(rows(page), free())

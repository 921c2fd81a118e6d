"""Claims, leases and what becomes of failures."""

from __future__ import annotations

import errno
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from archive import pipeline, transcriptions
from archive.blocks import PageText
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


def test_a_beat_that_fails_does_not_stop_the_heart(settings) -> None:
    settings.MUNIMENT_LEASE_SECONDS = 0.6
    page = makers.page()
    token = pipeline.claim(rows(page), free())

    class Locked:
        """The page's rows, in a database that is locked for two beats."""

        beats = 0

        def all(self):
            self.beats += 1
            if self.beats <= 2:
                raise OperationalError("database is locked")
            return rows(page)

    with pipeline.heartbeat(Locked(), token):
        threading.Event().wait(1.5)
        assert Page.objects.get(pk=page.pk).lease_until > timezone.now()


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database is locked"),
        InterfaceError("connection already closed"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_trouble_of_the_machine_never_halts_a_page(settings, error: Exception) -> None:
    page = makers.page()
    for _ in range(settings.MUNIMENT_ATTEMPTS + 2):
        rows(page).update(not_before=None)
        with pytest.raises(type(error)):
            pipeline.run(RENDER, page.pk, failing(error), lambda p, v: {})
        assert not pipeline.due(RENDER).exists(), "a pause"
    page.refresh_from_db()
    assert (page.halted, page.attempts, page.lease) == ("", 0, "")


def test_an_error_that_cannot_be_written_down_still_counts() -> None:
    page = makers.page()
    with pytest.raises(ValueError, match="bytes"):
        pipeline.run(RENDER, page.pk, failing(ValueError("bytes \ud800\x00")), lambda p, v: {})
    pipeline.run(RENDER, makers.page().pk, failing(Fault("bytes \ud800\x00")), lambda p, v: {})
    assert Page.objects.filter(attempts=1, lease="").count() == 2


def test_what_a_page_says_to_readers_holds_nothing_of_the_program() -> None:
    page = makers.page()
    with pytest.raises(RuntimeError):
        pipeline.run(
            RENDER, page.pk, failing(RuntimeError('File "/srv/secret/engine.py", line 3')), lambda p, v: {}
        )
    why = Page.objects.get(pk=page.pk).why
    assert "RuntimeError" in why
    assert "/srv" not in why


def test_a_page_that_got_through_does_not_go_on_complaining() -> None:
    page = makers.page()
    pipeline.run(RENDER, page.pk, failing(Fault("busy", retryable=True)), lambda p, v: {})
    rows(page).update(not_before=None)
    assert pipeline.run(RENDER, page.pk, lambda p: None, lambda p, v: {"stage": Page.Stage.RENDERED})
    assert Page.objects.get(pk=page.pk).why == ""


def test_versions_written_at_once_get_numbers_one_after_the_other() -> None:
    page = makers.transcribed("a page that two people write on")
    content, ready, failed = page.current.content(), threading.Barrier(6), []

    def write() -> None:
        ready.wait()
        try:
            with transaction.atomic():
                transcriptions.add(page, content, turn=0, made_by="machine", engine="test")
        except DatabaseError as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert sorted(page.transcriptions.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6, 7]


def test_a_text_that_could_not_be_indexed_does_not_stop_the_next_one() -> None:
    page = makers.transcribed("one")
    rows(page).update(halted="odd", halted_step="index", why="no")
    assert not pipeline.due(pipeline.INDEX).exists()
    version = transcriptions.add(page, PageText((makers.block("two"),)), turn=0, made_by="person")
    rows(page).update(current=version)
    assert pipeline.due(pipeline.INDEX).get() == page


def test_a_page_that_killed_its_reader_is_not_read_again_when_its_text_cannot_be_indexed_either() -> None:
    page = makers.page(stage="rendered", halted="killed_its_reader", halted_step="read")
    rows(page).update(halted="odd", halted_step="index")
    assert not pipeline.due(READ).exists()

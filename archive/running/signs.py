"""Signs of life: each process that works says from time to time that it is there."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from types import FrameType

from django.db import DatabaseError, connection
from django.utils import timezone

from archive import registry
from archive.models.worker import Worker

log = logging.getLogger(__name__)
EVERY = 10.0  # seconds between two signs
#: Without a sign for so long, a worker counts as lost.
SILENT = timedelta(seconds=45)
_FORGOTTEN = timedelta(days=1)
_me = ""


def signature() -> str:
    """What this process adds to its lease tokens, so that one sees who holds what: "." and its worker's id,
    or nothing where it is no worker."""
    return _me


def holder(lease: str) -> int | None:
    """The worker's id in a lease token."""
    number = lease.partition(".")[2]
    return int(number) if number.isdigit() else None


@contextlib.contextmanager
def ended_by_term() -> Iterator[None]:
    """SIGTERM leaves the block as an error would, so that those within sign off. For the main thread."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


@contextlib.contextmanager
def of_life(name: str, slots: int = 1) -> Iterator[None]:
    """Gives signs while the block runs. Trouble with the database never ends the work."""
    global _me
    done, known = threading.Event(), threading.Event()
    thread = threading.Thread(target=_give, args=(name, slots, done, known), name="signs", daemon=True)
    thread.start()
    known.wait(5)
    try:
        yield
    finally:
        done.set()
        thread.join(2)
        _me = ""


def _give(name: str, slots: int, done: threading.Event, known: threading.Event) -> None:
    """A row of our own, touched again and again, and removed at an orderly end."""
    global _me
    row: int | None = None
    try:
        while True:
            try:
                row = _sign(row, name, slots)
                _me = f".{row}"
            except DatabaseError as error:  # busy, starting again, or not yet migrated
                log.warning("no sign of life: %s", error)
                connection.close()
            known.set()
            if done.wait(EVERY):
                break
        if row is not None:
            with contextlib.suppress(DatabaseError):
                Worker.objects.filter(pk=row).delete()
    finally:
        connection.close()


def _sign(row: int | None, name: str, slots: int) -> int:
    now = timezone.now()
    figures = registry.load(registry.FIGURES)()
    if row is not None and Worker.objects.filter(pk=row).update(seen_at=now, figures=figures):
        return row
    host = socket.gethostname()[:120]
    Worker.objects.filter(seen_at__lt=now - _FORGOTTEN).delete()
    # Whoever stood here before and was killed could not sign off.
    here = Worker.objects.filter(name=name[:40], host=host).values_list("pk", "pid")
    Worker.objects.filter(pk__in=[pk for pk, pid in here if not _lives(pid)]).delete()
    made = Worker.objects.create(name=name[:40], host=host, pid=os.getpid(), slots=slots, seen_at=now)
    return int(made.pk)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it lives, as somebody else
        return True
    return True

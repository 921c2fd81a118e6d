"""Counts of a large archive, kept for a while: they do not depend on who asks, so one count serves everybody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Max

from archive.models import Event, Page, Transcription

T = TypeVar("T")
#: Seconds: so old may counts be while something happens, and while nothing is seen to happen.
FRESH, KEPT = 15.0, 120.0


class Remembered(Generic[T]):
    """`count` says what there is and how many rows it looked at; fewer than `large` are counted anew each time."""

    def __init__(self, count: Callable[[], tuple[T, int]], large: int = 20_000) -> None:
        self._count, self._large = count, large
        self._lock = threading.Lock()
        self._known: tuple[tuple[Any, ...], float, T] | None = None

    def get(self) -> T:
        with self._lock:
            stamp, now = _stamp(), time.monotonic()
            if self._known is not None:
                before, at, kept = self._known
                if before[0] == stamp[0] and now - at < (KEPT if before == stamp else FRESH):
                    return kept
            counted, size = self._count()
            self._known = (stamp, now, counted) if size >= self._large else None
            return counted


def _stamp() -> tuple[Any, ...]:
    """The database, and what changes with every text that comes and every deed."""
    last = (model._default_manager.aggregate(last=Max("pk"))["last"] for model in (Page, Transcription, Event))
    return str(connection.settings_dict["NAME"]), *last

"""Whether the archive works, in a handful of quick looks that machines may ask for every few seconds."""

from __future__ import annotations

import os
import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from archive import registry
from archive.celery import app
from archive.models import Worker
from archive.running import signs

#: What somebody must do for pages to become findable.
DUTIES = ("sweep", "pages", "ocr", "index", "follower")
_BROKER_KEPT = 5.0  # seconds that the broker's answer counts
_LATE = 60.0  # seconds that the index may be behind
LITTLE = 500 << 20  # bytes; with less nothing is taken in safely


@dataclass(frozen=True, slots=True)
class Health:
    """None stands for what could not be found out, or for a duty that nobody has."""

    database: bool
    store: bool
    broker: bool | None = None
    workers: dict[str, float | None] = field(default_factory=dict)  # duty → seconds since the last sign of life
    behind: Any = None  # search.lag.Lag
    free: int | None = None  # bytes

    @property
    def works(self) -> bool:
        """Whether people can use what is there; all else only keeps new things from coming."""
        return self.database and self.store

    @property
    def silent(self) -> list[str]:
        limit = signs.SILENT.total_seconds()
        return [duty for duty, age in self.workers.items() if age is None or age > limit]

    @property
    def late(self) -> bool:
        return self.behind is not None and self.behind.seconds > _LATE

    @property
    def tight(self) -> bool:
        return self.free is not None and self.free < LITTLE

    @property
    def attention(self) -> list[str]:
        """What keeps new things from coming, though people can use what is there."""
        wants = {"broker": not self.broker, "workers": bool(self.silent), "index": self.late, "disk": self.tight}
        return [name for name, wanting in wants.items() if wanting]


def look() -> Health:
    """Some milliseconds; the broker is asked at most every five seconds, by one thread."""
    home = Path(settings.MUNIMENT_HOME)
    try:
        store, free = os.access(home, os.W_OK), shutil.disk_usage(home).free
    except OSError:
        store, free = False, None
    database, workers, behind = True, {}, None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        workers = _workers()
        if store:  # whoever looks for the index makes its folder, which must not happen where a disk is missing
            behind = registry.load(registry.LAG)()
    except DatabaseError:
        database = False
    return Health(database, store, _broker.reached(), workers, behind, free)


def _workers() -> dict[str, float | None]:
    now, found = timezone.now(), dict.fromkeys(DUTIES)
    ages: dict[str, float | None] = dict(found)
    for name, seen_at in Worker.objects.order_by("seen_at").values_list("name", "seen_at"):
        for duty in name.split(","):
            if duty in ages:
                ages[duty] = round((now - seen_at).total_seconds(), 1)
    return ages


class _Broker:
    """The broker's last answer: a dead one must not hold up every look."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = -_BROKER_KEPT
        self._answer: bool | None = None

    def reached(self) -> bool | None:
        if time.monotonic() - self._asked > _BROKER_KEPT and self._lock.acquire(blocking=False):
            try:
                self._answer = _ask()
                self._asked = time.monotonic()
            finally:
                self._lock.release()
        return self._answer


def _ask() -> bool:
    if folder := settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("data_folder_in"):
        # Made anew by whoever needs it; what counts is that it can be.
        place = Path(str(folder))
        return os.access(place if place.exists() else settings.MUNIMENT_HOME, os.W_OK)
    try:
        with app.connection_for_write(connect_timeout=1) as link:
            link.ensure_connection(max_retries=0, timeout=1)
    except Exception:  # noqa: BLE001  each transport has errors of its own; all mean the same here
        return False
    return True


_broker = _Broker()

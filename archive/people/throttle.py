"""A door that opens slower the more often somebody knocks wrongly.

A try is counted before it is judged and forgiven when it was right: many tries at once get no more
guesses than one after the other. The counts are in the database, which all web processes share.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from archive.models import Attempt

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)
#: After so long without a wrong try, what was before is forgotten.
FORGOTTEN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Door:
    """Whose tries are counted, and how many of them are free."""

    kind: str
    who: str
    free: int

    @property
    def key(self) -> str:
        return salted_hmac(f"archive.people.throttle.{self.kind}", self.who, algorithm="sha256").hexdigest()


def of_name(name: str) -> Door:
    """Counted whether anybody has that name or not, so that the pause does not tell."""
    return Door("name", unicodedata.normalize("NFKC", name).casefold().strip(), 5)


def of_address(address: str) -> Door:
    """Behind one address may sit a whole reading room: it may fail more often."""
    return Door("address", address, 30)


def pause(door: Door, failures: int) -> timedelta:
    """How long a door stays shut after so many tries in a row."""
    if failures < door.free:
        return timedelta(0)
    doubled = FIRST * (1 << min(failures - door.free, 20))
    return min(LONGEST, doubled)


@transaction.atomic
def knock(*doors: Door) -> int:
    """Counts a try at every door. Returns 0 when it may be made, else the seconds to wait; then nothing
    is counted: who waits is not punished for asking."""
    now = timezone.now()
    # Long after it was forgotten: no other try can be about to lock such a row.
    Attempt.objects.filter(at__lt=now - 2 * FORGOTTEN).delete()
    # In one order, so that two requests with the same doors wait for each other and not for good.
    ordered = sorted(doors, key=lambda door: door.key)
    for door in ordered:
        Attempt.objects.get_or_create(key=door.key, defaults={"at": now})
    rows = {row.key: row for row in _locked(ordered)}
    shut = _seconds(list(rows.values()))
    if shut:
        return shut
    for door in ordered:
        row = rows[door.key]
        row.failures = row.failures + 1 if row.at >= now - FORGOTTEN else 1
        row.at = now
        row.until = now + wait if (wait := pause(door, row.failures)) else None
        row.save()
    return 0


def forgive(*doors: Door) -> None:
    """The try was right: its name starts anew. An address only gets the one try back, or who has an
    account of their own could guess at others for ever."""
    with transaction.atomic():
        for door in sorted(doors, key=lambda door: door.key):
            # The row stays: another try may be between making sure of it and locking it.
            for row in Attempt.objects.select_for_update().filter(key=door.key):
                row.failures = max(0, row.failures - 1) if door.kind == "address" else 0
                row.until = None
                row.save()


def shut_for(*doors: Door) -> int:
    """Seconds until all of the doors are open; 0 when they are."""
    return _seconds(list(Attempt.objects.filter(key__in=[door.key for door in doors])))


def _locked(doors: list[Door]) -> list[Attempt]:
    keys = [door.key for door in doors]
    return list(Attempt.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _seconds(rows: list[Attempt]) -> int:
    now = timezone.now()
    left = [(row.until - now).total_seconds() for row in rows if row.until is not None]
    return max([0, *(math.ceil(seconds) for seconds in left)])

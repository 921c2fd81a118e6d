"""The trash: what lies there is seen by nobody, can be taken out for some time, and is then removed for good."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive import events, rights
from archive.keeping import purging
from archive.models import Record

if TYPE_CHECKING:
    from archive.rights import Person

_AT_ONCE = 20  # records that one round of the sweep begins to remove


def throw(record: Record, person: Person) -> bool:
    """Whether the person may is asked before. Says whether it was not there yet."""
    with transaction.atomic():
        if not Record.objects.filter(pk=record.pk, trashed_at__isnull=True).update(trashed_at=timezone.now()):
            return False
        events.record(person, "trashed", record)
    return True


def restore(record: Record, person: Person) -> bool:
    """False when it is no longer there, or is being removed for good."""
    with transaction.atomic():
        Record.objects.select_for_update().values_list("pk").filter(pk=record.pk).first()
        if record.pk in purging.under_way():
            return False
        if not Record.objects.filter(pk=record.pk, trashed_at__isnull=False).update(trashed_at=None):
            return False
        events.record(person, "restored", record)
    return True


def held(person: Person) -> QuerySet[Record]:
    """What this person may take out, last thrown away first."""
    rows = Record.objects.filter(rights.restores_record(person)).select_related("collection")
    return rows.exclude(pk__in=purging.under_way()).order_by("-trashed_at", "-pk")


def empties_at(record: Record) -> datetime | None:
    return record.trashed_at + timedelta(days=settings.MUNIMENT_TRASH_DAYS) if record.trashed_at else None


def empty() -> int:
    """Begins to remove for good what lay here long enough; returns how many records. Part of the sweep."""
    until = timezone.now() - timedelta(days=settings.MUNIMENT_TRASH_DAYS)
    ripe = Record.objects.filter(trashed_at__lt=until).exclude(pk__in=purging.under_way()).order_by("trashed_at")
    begun = 0
    for record in list(ripe[:_AT_ONCE]):
        with transaction.atomic():
            # Somebody may have taken it out while the others were begun.
            lies = Record.objects.select_for_update().filter(pk=record.pk, trashed_at__lt=until)
            if lies.values_list("pk").first() is not None:
                purging.begin(record, None)
                begun += 1
    return begun

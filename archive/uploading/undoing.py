"""Undoing an accession as a whole: its records go to the trash, and come back as long as they are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import events
from archive.keeping import purging
from archive.models import Accession, Collection, Original, Page, Record, Transcription, Upload
from archive.uploading import room

if TYPE_CHECKING:
    from archive.rights import Person


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing would do."""

    whole: QuerySet[Record]  # hold nothing else: they go to the trash
    mixed: QuerySet[Record]  # hold other files too: they stay as they are
    unfinished: int  # uploads that are ended


def of(accession: Accession, person: Person) -> Undoing:
    """Only of records the person may edit: one that was withdrawn, or moved where they have no say, stays."""
    editable = Record.objects.editable_by(person).order_by().values("pk")
    mixed = _records(accession, Exists(_others())).filter(pk__in=editable)
    coming = accession.uploads.filter(outcome=Upload.Outcome.COMING).count()
    return Undoing(_whole(accession).filter(pk__in=editable), mixed, coming)


def _others() -> QuerySet[Original]:
    """What a record holds from elsewhere, seen from one of the accession's originals' records."""
    return Original.objects.filter(record=OuterRef("pk")).exclude(accession=OuterRef("of"))


def _records(accession: Accession, condition: Any) -> QuerySet[Record]:
    brought = Original.objects.filter(accession=accession).order_by().values("record")
    return Record.objects.filter(pk__in=brought).annotate(of=Value(accession.pk)).filter(condition)


def _whole(accession: Accession) -> QuerySet[Record]:
    return _records(accession, ~Exists(_others()))


def corrected(accession: Accession, person: Person) -> int:
    """Pages that somebody has corrected, in the records that would go."""
    return Page.objects.filter(
        record__in=of(accession, person).whole.order_by().values("pk"), current__made_by=Transcription.MadeBy.PERSON
    ).count()


def undo(accession: Accession, person: Person) -> int:
    """Returns how many records went to the trash. Doing it twice does nothing more."""
    now = timezone.now()
    with transaction.atomic():
        if not Accession.objects.filter(pk=accession.pk, undone_at__isnull=True).update(undone_at=now):
            return 0
        accession.undone_at = now
        trashed = _trash(accession, person)
        events.record(person, "undid", accession, records=trashed)
        tokens = _end_uploads(accession)
    for token in tokens:  # what a kill leaves here nobody owns: it is swept up
        room.remove(token)
    return trashed


def sweep_up(accession: Accession) -> None:
    """For what was taken in while somebody undid the accession."""
    with transaction.atomic():
        accession.refresh_from_db(fields=["undone_at"])
        if accession.undone_at is not None:
            _trash(accession, accession.person)


def _trash(accession: Accession, person: Person) -> int:
    """All of them with the accession's own time, by which they are found again."""
    records = list(of(accession, person).whole)
    Record.objects.filter(pk__in=[record.pk for record in records]).update(trashed_at=accession.undone_at)
    for record in records:
        events.record(person, "trashed", record, accession=accession.pk)
    return len(records)


def _end_uploads(accession: Accession) -> list[str]:
    coming = accession.uploads.filter(outcome=Upload.Outcome.COMING)
    tokens = list(coming.values_list("token", flat=True))
    why = _("The upload was undone before this file had come.")
    coming.update(outcome=Upload.Outcome.REFUSED, code="undone", why=why, moved_at=timezone.now())
    return tokens


def in_the_trash(accession: Accession, person: Person) -> QuerySet[Record]:
    """The records that undoing put there and nobody removed since, where the person still has a say."""
    if accession.undone_at is None:
        return Record.objects.none()
    brought = Original.objects.filter(accession=accession).order_by().values("record")
    mine = Collection.objects.editable_by(person).order_by().values("pk")
    here = Record.objects.filter(pk__in=brought, trashed_at=accession.undone_at, collection__in=mine)
    return here.exclude(pk__in=purging.under_way())


def take_back(accession: Accession, person: Person) -> int:
    """Takes the undoing back; returns how many records are where they were."""
    with transaction.atomic():
        accession.refresh_from_db(fields=["undone_at"])
        # Locked first, so that a removal for good that begins now is seen or waits.
        list(in_the_trash(accession, person).select_for_update().values_list("pk"))
        records = list(in_the_trash(accession, person))
        Record.objects.filter(pk__in=[record.pk for record in records]).update(trashed_at=None)
        for record in records:
            events.record(person, "restored", record, accession=accession.pk)
        if Accession.objects.filter(pk=accession.pk, undone_at__isnull=False).update(undone_at=None):
            events.record(person, "took_back_undoing", accession, records=len(records))
    accession.undone_at = None
    return len(records)

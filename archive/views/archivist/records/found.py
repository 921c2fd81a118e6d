"""The record an address names, for those who may do the thing; for all others there is none."""

from __future__ import annotations

from django.http import Http404

from archive import rights
from archive.models import Record
from archive.rights import Person
from archive.showing import seeing


def edited_or_404(record_id: int, person: Person) -> Record:
    """Raises Tombstone where one stands for this person."""
    record = Record.objects.editable_by(person).select_related("collection").filter(pk=record_id).first()
    if record is None:
        seeing.raise_tombstone(record_id, person)
        raise Http404
    return record


def curated_or_404(record_id: int, person: Person) -> Record:
    rows = Record.objects.filter(rights.curates_record(person)).select_related("collection")
    record = rows.filter(pk=record_id).first()
    if record is None:
        raise Http404
    return record


def trashed_or_404(record_id: int, person: Person) -> Record:
    rows = Record.objects.filter(rights.restores_record(person)).select_related("collection")
    record = rows.filter(pk=record_id).first()
    if record is None:
        raise Http404
    return record


def curates(record: Record, person: Person) -> bool:
    return Record.objects.filter(rights.curates_record(person), pk=record.pk).exists()

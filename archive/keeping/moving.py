"""Moving a record to another collection; search follows without anything being embedded again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from archive import describing, events
from archive.models import Collection, Page, Record

if TYPE_CHECKING:
    from archive.rights import Person


@transaction.atomic
def move(record: Record, to: Collection, person: Person) -> bool:
    """Says whether there was anything to do. Whether the person may is asked before."""
    now = Record.objects.select_for_update().get(pk=record.pk)
    if now.collection_id == to.pk:
        return False
    Record.objects.filter(pk=now.pk).update(collection=to, source=source_in(to, now))
    events.record(person, "moved", now, {"collection": now.collection_id}, collection=to.pk)
    describing.tell(Page.objects.filter(record=now).values_list("pk", flat=True))
    record.collection = to
    return True


def source_in(to: Collection, record: Record) -> str:
    """What intake recognises the record by there: nothing, where another record has the name already."""
    taken = record.source and Record.objects.filter(collection=to, source=record.source).exists()
    return "" if taken else record.source

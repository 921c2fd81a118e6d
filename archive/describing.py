"""What a record says of itself, changed by hand: understood, compared with what is there, written with its history.

The sheet (archive.intake.describing), the form of one record and changes of many go through `change`.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime

from archive import events, registry
from archive.intake import dates
from archive.models import Page, Record

if TYPE_CHECKING:
    from archive.rights import Person

#: What a person may change of a record; the collection moves by archive.keeping.
FIELDS = (
    "shelfmark", "title", "creator", "date_text", "date_from", "date_to", "language", "rights", "description",
    "state", "withdrawn_why", "embargo_until",
)  # fmt: skip
_DATES = {"date_from", "date_to"}
_AT_ONCE = 5000  # pages


class Stale(Exception):
    """Somebody else changed the record since the person began to write."""

    def __init__(self, now: Record) -> None:
        super().__init__(str(now.pk))
        self.now = now


def seal(record: Record, names: Iterable[str] = FIELDS) -> str:
    """Changes whenever one of the fields does."""
    told = json.dumps([written(getattr(record, name)) for name in names])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def written(value: Any) -> Any:
    """A field's value as history keeps it."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def read(name: str, value: Any) -> Any:
    """The value that history kept."""
    if value is None or not isinstance(value, str):
        return value
    if name == "embargo_until":
        return parse_datetime(value)
    return parse_date(value) if name in _DATES else value


def understood(given: str) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day of a date as written; two times None where it is not plain enough to be sure."""
    return dates.span(given) or (None, None) if given.strip() else (None, None)


@transaction.atomic
def change(
    record: Record,
    values: Mapping[str, Any],
    person: Person,
    *,
    sealed: str = "",
    over: Iterable[str] = FIELDS,
    **more: Any,
) -> dict[str, Any]:
    """Writes what differs and returns what it was before; {} when nothing does. Changes the record that was handed
    in, too. Raises Stale when `sealed` is not the seal of what is there in the fields `over`, ValidationError for
    what cannot stand.

    Whether the person may is asked before. `more` goes into the event."""
    now = Record.objects.select_for_update().select_related("collection").get(pk=record.pk)
    if sealed and seal(now, over) != sealed:
        raise Stale(now)
    before = {name: getattr(now, name) for name, value in values.items() if getattr(now, name) != value}
    if not before:
        return {}
    for name in before:
        setattr(now, name, values[name])
        setattr(record, name, values[name])
    now.full_clean(exclude=["collection", "source"], validate_unique=False)
    now.save(update_fields=list(before))
    events.record(
        person,
        "described",
        now,
        {name: written(value) for name, value in before.items()},
        **{name: written(values[name]) for name in before},
        **more,
    )
    if "language" in before:
        tell(Page.objects.filter(record=now).values_list("pk", flat=True))
    return before


def tell(page_ids: Any) -> None:
    """Lets the indexes follow pages whose record moved or is written in another language."""
    listed = list(page_ids)
    for at in range(0, len(listed), _AT_ONCE):  # databases bound how much one statement may name
        for told in registry.each(registry.PAGES_CHANGED):
            told(listed[at : at + _AT_ONCE])

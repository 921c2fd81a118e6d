"""The stone that stands where a record was withdrawn."""

from __future__ import annotations

import datetime

from archive import events
from archive.models import Event, Record


def since(record: Record) -> datetime.datetime | None:
    """When the record was withdrawn; None where history does not say. A query over its own history."""
    told = Event.objects.filter(target=events.named(record), after__state=Record.State.WITHDRAWN)
    last = told.order_by("-id").first()
    return last.at if last else None

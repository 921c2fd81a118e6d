"""Whose turn is next: the records of the pages that have waited longest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from archive import pipeline
from archive.models import Page, Record
from archive.work.halts import PAUSED

_LOOKED_AT = 2000  # pages at the head of the line
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    record: Record
    pages: int
    put_off: bool = False


def first_in_line(pages: QuerySet[Page]) -> list[Waiting]:
    """The records next in line with how many of their pages stand there, then those that were put off. Three
    queries over small indexes, whatever waits behind."""
    head: Counter[int] = Counter()
    for step in (pipeline.READ, pipeline.RENDER):
        first = pages.filter(step.due).order_by("stage", "pk").values_list("record", flat=True)
        head.update(first[: _LOOKED_AT // 2])
    off = Counter(
        pages.filter(~Q(halted=""), halted=PAUSED).order_by("pk").values_list("record", flat=True)[:_LOOKED_AT]
    )
    wanted = [*list(head)[:_SHOWN], *list(off)[:_SHOWN]]
    records = Record.objects.in_bulk(wanted)
    found = [Waiting(records[pk], head[pk]) for pk in list(head)[:_SHOWN] if pk in records]
    return found + [Waiting(records[pk], off[pk], True) for pk in list(off)[:_SHOWN] if pk in records]

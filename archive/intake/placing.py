"""Where a new file and its pages stand in a record, so that a folder reads in its natural order
even when its files arrive in several runs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Max, Min

from archive.models import Original, Page, Record

_POSITION_GAP = 1024


@dataclass(frozen=True, slots=True)
class Place:
    position: int
    orders: tuple[int, ...]  # one for each page


def place(record: Record, before: int | None, pages: int) -> Place:
    """Right after the original `before`, or at the front of the record.

    Call inside the transaction that adds the file; makes room by renumbering when there is none.
    Costs four short queries, however many files the record has."""
    for attempt in range(2):
        previous = record.originals.filter(pk=before).first() if before else None
        later = record.originals.filter(position__gt=previous.position) if previous else record.originals.all()
        following = later.order_by("position").first()
        position = _between(
            previous.position if previous else None, following.position if following else None, 1, _POSITION_GAP
        )
        orders = _between(
            _edge(record, previous, Max("order")) if previous else None,
            _edge(record, following, Min("order")) if following else None,
            pages,
            Page.GAP,
        )
        if position and orders:
            return Place(position[0], orders)
        if attempt == 0:
            _renumber(record)
    # Somebody has put the neighbours' pages into another order: the end is as good a place as any.
    last = record.pages.aggregate(last=Max("order"))["last"]
    end = record.originals.aggregate(end=Max("position"))["end"]
    return Place(_between(end, None, 1, _POSITION_GAP)[0], _between(last, None, pages, Page.GAP))


def _edge(record: Record, original: Original, which: Max | Min) -> int | None:
    """The first or last order key of an original's pages."""
    edge: int | None = record.pages.filter(original=original).aggregate(edge=which)["edge"]
    return edge


def _between(low: int | None, high: int | None, count: int, gap: int) -> tuple[int, ...]:
    """`count` whole numbers above `low` and below `high`, evenly spread; () when there is no room."""
    start = low or 0
    if high is None:
        return tuple(start + gap * step for step in range(1, count + 1))
    if high - start <= count:
        return ()
    return tuple(start + (high - start) * step // (count + 1) for step in range(1, count + 1))


def _renumber(record: Record) -> None:
    """Opens a gap of 1024 for each page of the record everywhere; the order stays."""
    for rows, field, gap in (
        (record.originals.order_by("position"), "position", _POSITION_GAP),
        (record.pages.order_by("order"), "order", Page.GAP * 64),
    ):
        ids = list(rows.values_list("pk", flat=True))
        top = rows.aggregate(top=Max(field))["top"] or 0
        # Two steps, since a key may not be taken twice even for a moment.
        rows.update(**{field: F(field) + top + gap * (len(ids) + 1)})
        for rank, pk in enumerate(ids, 1):
            rows.filter(pk=pk).update(**{field: gap * rank})

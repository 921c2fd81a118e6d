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


def place(record: Record, file: tuple[str, str], order: list[tuple[str, str]] | None, pages: int) -> Place:
    """`order` lists (name, sha256) of the folder's files as they should stand; None appends.

    Call inside the transaction that adds the file; makes room by renumbering when there is none."""
    for attempt in range(2):
        before, after = _neighbours(record, file, order or [])
        position = _between(
            before.position if before else None, after.position if after else None, 1, _POSITION_GAP
        )
        orders = _between(
            _edge(record, before, Max("order")) if before else None,
            _edge(record, after, Min("order")) if after else None,
            pages,
            Page.GAP,
        )
        if position and orders:
            return Place(position[0], orders)
        if attempt == 0:
            _renumber(record)
    raise AssertionError("renumbering made no room")


def _neighbours(
    record: Record, file: tuple[str, str], order: list[tuple[str, str]]
) -> tuple[Original | None, Original | None]:
    present = list(record.originals.order_by("position"))
    if file not in order or not present:
        return (present[-1] if present else None), None
    ranks = {key: rank for rank, key in enumerate(order)}
    own = ranks[file]
    before = after = None
    for original in present:
        rank = ranks.get((original.name, original.sha256))
        if rank is not None and rank > own:
            after = original
            break
        before = original  # what is no longer in the folder stays where it was
    return before, after


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

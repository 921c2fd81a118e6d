"""The order of a record's pages, and changing it so that as few keys as possible are written anew."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from archive import events
from archive.faults import Refused
from archive.models import Page, Record

if TYPE_CHECKING:
    from archive.rights import Person

_SOME = 200  # keys written by one statement


class Stale(Exception):
    """Somebody else arranged these pages meanwhile; nothing was done."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The pages of a record in order, with their keys."""

    ids: tuple[int, ...]
    keys: tuple[int, ...]

    @property
    def seal(self) -> str:
        """Changes whenever the order does."""
        return hashlib.sha256(",".join(map(str, self.ids)).encode()).hexdigest()[:16]


def sequence(record: Record) -> Standing:
    rows = list(Page.objects.filter(record=record).order_by("order").values_list("pk", "order"))
    return Standing(tuple(pk for pk, _key in rows), tuple(key for _pk, key in rows))


def locked(record: Record, sealed: str = "") -> Standing:
    """The pages as they are, kept from being arranged by anybody else until the transaction ends.

    Raises Stale when they are not in the order that `sealed` speaks of."""
    Record.objects.select_for_update().values_list("pk").get(pk=record.pk)
    now = sequence(record)
    if sealed and now.seal != sealed:
        raise Stale
    return now


@transaction.atomic
def move(record: Record, person: Person, pages: Iterable[int], before: int | None, *, sealed: str = "") -> None:
    """Puts the pages, in the order they have, before another page of the record; at the end when that is None.

    Raises Stale, and Refused where a page is not of this record."""
    now = locked(record, sealed)
    chosen = belonging(now, pages)
    if before in chosen:  # dropped onto itself: it stands before the next page that stays
        before = next((pk for pk in now.ids[now.ids.index(before) :] if pk not in chosen), None)
    if before is not None:
        belonging(now, [before])
    moving = [pk for pk in now.ids if pk in chosen]
    rest = [pk for pk in now.ids if pk not in chosen]
    at = len(rest) if before is None else rest.index(before)
    wanted = rest[:at] + moving + rest[at:]
    if wanted == list(now.ids):
        return
    arrange(now, wanted)
    events.record(
        person,
        "arranged",
        record,
        {"places": [now.ids.index(pk) + 1 for pk in moving]},
        pages=moving,
        places=[at + 1, at + len(moving)],
    )


def belonging(now: Standing, pages: Iterable[int]) -> set[int]:
    chosen = set(pages)
    if not chosen or not chosen <= set(now.ids):
        raise Refused("Some of these pages do not belong to this record any more.", code="not_here")
    return chosen


def arrange(now: Standing, wanted: Sequence[int]) -> None:
    """Writes the keys that the order needs. Call inside the transaction that locked the record."""
    had = dict(zip(now.ids, now.keys, strict=True))
    fresh = keys([had.get(pk) for pk in wanted])
    write({pk: key for pk, key in zip(wanted, fresh, strict=True) if had.get(pk) != key})


def write(changed: dict[int, int]) -> None:
    """Two steps: a key may not be taken twice in a record, not even for a moment."""
    listed = sorted(changed)
    for at in range(0, len(listed), _SOME):
        Page.objects.filter(pk__in=listed[at : at + _SOME]).update(order=-F("pk"))
    Page.objects.bulk_update([Page(pk=pk, order=changed[pk]) for pk in listed], ["order"], batch_size=_SOME)


def keys(had: Sequence[int | None]) -> list[int]:
    """Rising keys for pages that have these (None: not yet one of this record): as many as possible stay.

    The first is always Page.GAP, by which covers are found. Where neighbours leave no room all are made anew."""
    stays = _stay(had)
    found: list[int] = []
    edges = [*stays, len(had)]
    at, low = 0, 0
    for edge in edges:
        count = edge - at
        high = had[edge] if edge < len(had) else None
        between = _between(low, high, count, first=at == 0)
        if between is None:
            return [Page.GAP * (n + 1) for n in range(len(had))]
        found += between
        if high is not None:
            found.append(high)
            low = high
        at = edge + 1
    return found


def _between(low: int, high: int | None, count: int, *, first: bool) -> list[int] | None:
    if not count:
        return []
    if first:
        rest = _between(Page.GAP, high, count - 1, first=False)
        return None if rest is None or (high is not None and high <= Page.GAP) else [Page.GAP, *rest]
    if high is None:
        return [low + Page.GAP * step for step in range(1, count + 1)]
    if high - low <= count:
        return None
    return [low + (high - low) * step // (count + 1) for step in range(1, count + 1)]


def _stay(had: Sequence[int | None]) -> list[int]:
    """Places of the longest rising run of keys that may stay: the first page's only if it is Page.GAP."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int | None] = [None] * len(had)
    for place, key in enumerate(had):
        if key is None or key < Page.GAP or (key == Page.GAP) != (place == 0):
            continue
        rank = bisect_left(tails, key)
        before[place] = places[rank - 1] if rank else None
        tails[rank:], places[rank:] = (
            ([key], [place]) if rank == len(tails) else ([key, *tails[rank + 1 :]], [place, *places[rank + 1 :]])
        )
    run: list[int] = []
    last = places[-1] if places else None
    while last is not None:
        run.append(last)
        last = before[last]
    return run[::-1]


def at_place(now: Standing, pages: Iterable[int], place: int) -> int | None:
    """The page before which these are put, so that the first of them is number `place`; None for the end."""
    chosen = set(pages)
    rest = [pk for pk in now.ids if pk not in chosen]
    return rest[place - 1] if place <= len(rest) else None

"""What a person may see, counted: collections with their records and pages, covers of records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery

from archive.models import Collection, Page, Record
from archive.showing import counting

if TYPE_CHECKING:
    from archive.rights import Reach


#: Records among which the newest that may be seen are looked for first.
NEWEST = 500


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection and what is in it; `records` and `pages` include the collections below."""

    collection: Collection
    depth: int
    own_records: int
    own_pages: int
    records: int
    pages: int


@dataclass(frozen=True, slots=True)
class Covered:
    record: Record
    cover: Page | None
    pages: int


def of(reach: Reach, within: Collection | None = None) -> list[Shelf]:
    """The collections within reach, as a tree in reading order. One query beside those of `counting`."""
    every = Collection.objects.order_by()
    if reach.sees is not None:
        every = every.filter(pk__in=reach.sees)
    if within is not None:
        every = every.filter(path__startswith=within.path)
    collections = list(every)
    counted = counting.held() if collections else {}
    own = {each.pk: _seen(counted.get(each.pk, counting.Held()), reach, each.pk) for each in collections}
    above = {collection.pk: _line(collection) for collection in collections}
    records = _summed({pk: held.records for pk, held in own.items()}, above)
    pages = _summed({pk: held.pages for pk, held in own.items()}, above)
    return [
        Shelf(
            collection,
            sum(1 for pk in above[collection.pk] if pk in above) - 1,
            *own[collection.pk],
            records.get(collection.pk, 0),
            pages.get(collection.pk, 0),
        )
        for collection in _as_tree(collections)
    ]


def _seen(held: counting.Held, reach: Reach, collection: int) -> counting.Tally:
    if reach.sees is None or collection in reach.curates:
        return held.curators
    return held.editors if collection in reach.edits else held.readers


def _line(collection: Collection) -> list[int]:
    """Ids from the root to the collection. One without a path (made past `archive.collections`) is its own root."""
    return [int(pk) for pk in collection.path.strip("/").split("/") if pk] or [collection.pk]


def _summed(counts: dict[int, int], above: dict[int, list[int]]) -> dict[int, int]:
    """Each count added to the collections above as well."""
    sums: dict[int, int] = {}
    for pk, n in counts.items():
        for place in above.get(pk, ()):
            sums[place] = sums.get(place, 0) + n
    return sums


def _as_tree(collections: list[Collection]) -> list[Collection]:
    """Parents before their children, siblings by title."""
    names = {collection.pk: (collection.title.casefold(), collection.pk) for collection in collections}

    def rank(collection: Collection) -> list[tuple[str, int]]:
        return [names[pk] for pk in _line(collection) if pk in names]

    return sorted(collections, key=rank)


def newest(reach: Reach, most: int) -> list[Record]:
    """What was taken in last, of what is within reach. One query, or two: asked with the rights at once, a database
    gathers all that may be seen before it looks which is newest."""
    last = list(Record.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST])
    seen = Record.objects.filter(reach.sees_record()).select_related("collection").order_by("-pk")
    found = list(seen.filter(pk__in=last)[:most])
    if len(found) < most and len(last) == NEWEST:
        found += seen.filter(pk__lt=last[-1])[: most - len(found)]
    return found


def with_covers(records: Iterable[Record]) -> list[Covered]:
    """Each record with its first page and the number of its pages. Two queries."""
    listed = list(records)
    ids = [record.pk for record in listed]
    numbers = dict(Page.objects.filter(record__in=ids).order_by().values_list("record").annotate(n=Count("pk")))
    first = Page.objects.filter(record=OuterRef("pk")).order_by("order").values("pk")[:1]
    firsts = Record.objects.filter(pk__in=ids).order_by().values(first=Subquery(first))
    covers = {page.record_id: page for page in Page.objects.filter(pk__in=firsts).order_by()}
    return [Covered(record, covers.get(record.pk), numbers.get(record.pk, 0)) for record in listed]

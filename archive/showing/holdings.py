"""What a person may see, counted: collections with their records and pages, covers of records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery

from archive.models import Collection, Page, Record

if TYPE_CHECKING:
    from archive.rights import Reach


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
    """The collections within reach, as a tree in reading order. Three queries; the count of pages walks an index
    of all of them, some 40 ms for 100,000."""
    every = Collection.objects.order_by()
    if reach.sees is not None:
        every = every.filter(pk__in=reach.sees)
    if within is not None:
        every = every.filter(path__startswith=within.path)
    collections = list(every)
    ids = [collection.pk for collection in collections]
    seen = Record.objects.filter(reach.sees_record()).order_by()
    if within is not None:
        seen = seen.filter(collection__in=ids)
    records = {int(pk): int(n) for pk, n in seen.values_list("collection").annotate(n=Count("pk"))}
    pages = {int(pk): int(n) for pk, n in seen.values_list("collection").annotate(n=Count("pages"))}
    above = {collection.pk: _line(collection) for collection in collections}
    all_records, all_pages = _summed(records, above), _summed(pages, above)
    return [
        Shelf(
            collection,
            sum(1 for pk in above[collection.pk] if pk in above) - 1,
            records.get(collection.pk, 0),
            pages.get(collection.pk, 0),
            all_records.get(collection.pk, 0),
            all_pages.get(collection.pk, 0),
        )
        for collection in _as_tree(collections)
    ]


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


def with_covers(records: Iterable[Record]) -> list[Covered]:
    """Each record with its first page and the number of its pages. Two queries."""
    listed = list(records)
    ids = [record.pk for record in listed]
    numbers = dict(Page.objects.filter(record__in=ids).order_by().values_list("record").annotate(n=Count("pk")))
    first = Page.objects.filter(record=OuterRef("pk")).order_by("order").values("pk")[:1]
    firsts = Record.objects.filter(pk__in=ids).order_by().values(first=Subquery(first))
    covers = {page.record_id: page for page in Page.objects.filter(pk__in=firsts).order_by()}
    return [Covered(record, covers.get(record.pk), numbers.get(record.pk, 0)) for record in listed]

"""What a person may see, counted: collections with their records and pages, covers of records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from archive.models import Collection, Page, Record

if TYPE_CHECKING:
    from archive.rights import Person


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


def of(person: Person, within: Collection | None = None) -> list[Shelf]:
    """The collections the person may see, as a tree in reading order. Three queries."""
    every = Collection.objects.visible_to(person)
    if within is not None:
        every = every.filter(path__startswith=within.path)
    collections = list(every.order_by("title", "id"))
    ids = [collection.pk for collection in collections]
    records = _counted(Record.objects.visible_to(person).filter(collection__in=ids), "collection")
    pages = _counted(Page.objects.visible_to(person).filter(record__collection__in=ids), "record__collection")
    shelves = []
    for collection in _as_tree(collections):
        below = [other.pk for other in collections if other.path.startswith(collection.path)]
        shelves.append(
            Shelf(
                collection,
                _depth(collection, collections),
                records.get(collection.pk, 0),
                pages.get(collection.pk, 0),
                sum(records.get(pk, 0) for pk in below),
                sum(pages.get(pk, 0) for pk in below),
            )
        )
    return shelves


def _counted(rows: object, by: str) -> dict[int, int]:
    counted = rows.order_by().values_list(by).annotate(n=Count("pk"))  # type: ignore[attr-defined]
    return {int(pk): int(n) for pk, n in counted}


def _as_tree(collections: list[Collection]) -> list[Collection]:
    """Parents before their children, siblings by title."""
    names = {collection.pk: (collection.title.casefold(), collection.pk) for collection in collections}

    def rank(collection: Collection) -> list[tuple[str, int]]:
        return [names[int(pk)] for pk in collection.path.strip("/").split("/") if int(pk) in names]

    return sorted(collections, key=rank)


def _depth(collection: Collection, among: list[Collection]) -> int:
    return sum(1 for other in among if other.pk != collection.pk and collection.path.startswith(other.path))


def with_covers(records: Iterable[Record]) -> list[Covered]:
    """Each record with its first page and the number of its pages. Two queries."""
    listed = list(records)
    ids = [record.pk for record in listed]
    numbers = dict(Page.objects.filter(record__in=ids).order_by().values_list("record").annotate(n=Count("pk")))
    covers: dict[int, Page] = {}
    for page in Page.objects.filter(record__in=ids, order=Page.GAP).order_by():
        covers[page.record_id] = page
    return [Covered(record, covers.get(record.pk), numbers.get(record.pk, 0)) for record in listed]

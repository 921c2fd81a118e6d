"""From hit to hit: which pages hold a query's words, without loading their texts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from archive import rights
from archive.models import Collection, Page, Record, Transcription
from search import scope
from search.index import Within, generations
from search.query import parse
from search.standing import ANY, Standing

if TYPE_CHECKING:
    from archive.rights import Person, Reach

#: Pages of one record that are looked at, at most: a record holds some thousands.
LONGEST = 5000
#: Pages that are counted for the collections of a search, at most; beyond it the counts say "or more".
COUNTED = 2000


def in_record(query: str, record_id: int, person: Person) -> list[tuple[int, int]]:
    """(order key, id) of the record's pages with a telling word of the query, in the order of the record.

    One look into the index and one query; empty for a record the person may not see."""
    reach = rights.reach(person)
    ids = _with_words(query, scope.of(reach, None, record_id), LONGEST)
    if not ids:
        return []
    return list(_readable(reach, ids).filter(record=record_id).order_by("order").values_list("order", "pk"))


def by_collection(query: str, reach: Reach, standing: Standing = ANY) -> tuple[dict[int, int], bool]:
    """How many pages with the words each collection holds, those below it included, and whether there are more
    than were counted. Only of what is within reach."""
    ids = _with_words(query, scope.of(reach, standing=standing), COUNTED)
    if not ids:
        return {}, False
    # Two looks instead of one: joined, SQLite goes through every record for each of the pages (half a second
    # with 2,000 records).
    readable = Page.objects.filter(standing.of_pages(), pk__in=ids, current__isnull=False).order_by()
    of_record = Counter(
        readable.exclude(current__verdict=Transcription.Verdict.QUARANTINE).values_list("record_id", flat=True)
    )
    seen = Record.objects.filter(reach.sees_record(), pk__in=list(of_record)).order_by()
    counts: dict[int, int] = {}
    for record, path in seen.values_list("pk", "collection__path"):
        n = of_record[record]
        for pk in map(int, filter(None, path.strip("/").split("/"))):
            if reach.sees is None or pk in reach.sees:
                counts[pk] = counts.get(pk, 0) + n
    return counts, len(ids) >= COUNTED


def _with_words(query: str, within: Within, most: int) -> list[int]:
    parsed = parse(query)
    opened = generations.opened()
    if opened is None or not (parsed.words or parsed.phrases):
        return []
    return [hit.page_id for hit in opened[1].search(parsed, None, within, most).words]


def _readable(reach: Reach, ids: list[int]) -> Any:
    """The index may be a moment behind: SQL has the last word."""
    seen = Page.objects.filter(reach.sees_record("record__"), pk__in=ids, current__isnull=False)
    return seen.exclude(current__verdict=Transcription.Verdict.QUARANTINE)


def collections(reach: Reach) -> list[Collection]:
    every = Collection.objects.order_by("path")
    return list(every if reach.sees is None else every.filter(pk__in=reach.sees))

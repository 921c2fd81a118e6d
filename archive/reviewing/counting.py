"""How many texts await somebody, by what one filters by. 100,000 rows are counted in about a third of a second, and
then not again for a while (archive.reviewing.remembered)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from archive.models import Record, Review
from archive.reviewing import queue
from archive.reviewing.queue import Filters
from archive.reviewing.remembered import Remembered
from archive.rights import Reach


@dataclass(frozen=True, slots=True)
class Heap:
    """Rows that are alike."""

    collection: int
    withdrawn: bool
    wants: str
    verdict: str
    reasons: tuple[str, ...]
    language: str
    sample: bool
    rows: int


@dataclass(slots=True)
class Awaiting:
    """What awaits somebody, of what one person may work on."""

    rows: int = 0
    samples: int = 0
    collections: Counter[int] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    wants: Counter[str] = field(default_factory=Counter)


def awaiting(reach: Reach, filters: Filters | None = None) -> Awaiting:
    """With filters, only what they let through; whether somebody has a page just now is not asked."""
    chosen = filters or Filters()
    places = queue.within(reach, chosen.collection)
    found = Awaiting()
    for heap in _heaps.get():
        if (places is not None and heap.collection not in places) or not _within(reach, heap):
            continue
        if not _passes(heap, chosen):
            continue
        found.rows += heap.rows
        found.samples += heap.rows if heap.sample else 0
        found.collections[heap.collection] += heap.rows
        found.verdicts[heap.verdict] += heap.rows
        found.wants[heap.wants] += heap.rows
        if heap.language:
            found.languages[heap.language] += heap.rows
        found.reasons.update(dict.fromkeys(heap.reasons, heap.rows))
    return found


def _within(reach: Reach, heap: Heap) -> bool:
    return not heap.withdrawn or reach.sees is None or heap.collection in reach.curates


def _passes(heap: Heap, filters: Filters) -> bool:
    return (
        (not filters.reason or filters.reason in heap.reasons)
        and (not filters.language or filters.language == heap.language)
        and (not filters.verdict or filters.verdict == heap.verdict)
        and (not filters.wants or filters.wants == heap.wants)
        and (not filters.sample or heap.sample)
    )


def _counted() -> tuple[tuple[Heap, ...], int]:
    rows = Review.objects.filter(page__record__trashed_at__isnull=True).order_by()
    alike = ("collection", "page__record__state", "wants", "verdict", "reasons", "language", "sample")
    heaps = tuple(
        Heap(
            place,
            state == Record.State.WITHDRAWN,
            wants,
            verdict,
            tuple(dict.fromkeys(filter(None, reasons.split(",")))),
            language,
            sample,
            n,
        )
        for place, state, wants, verdict, reasons, language, sample, n in rows.values_list(*alike).annotate(
            n=Count("pk")
        )
    )
    return heaps, sum(heap.rows for heap in heaps)


_heaps = Remembered(_counted)

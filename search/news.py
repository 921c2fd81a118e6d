"""Telling the indexes that something changed, and noticing what nobody told."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q

from archive.models import Page
from search.models import IndexChange, IndexCount, Passage

#: Passages compared in one glance; a small archive is seen whole every time.
GLANCE = 5000


def tell(page_ids: Iterable[int]) -> int:
    """Writes news of the pages and returns the last number. Call inside the transaction that changes them.

    Only the newest news of a page is kept: readers re-read the page's state, so older news says nothing more."""
    pages = list(page_ids)
    if not IndexCount.objects.filter(pk=1).update(last=F("last") + len(pages)):
        IndexCount.objects.bulk_create([IndexCount(pk=1)], ignore_conflicts=True)
        IndexCount.objects.filter(pk=1).update(last=F("last") + len(pages))
    last = IndexCount.objects.get(pk=1).last
    IndexChange.objects.filter(page__in=pages).delete()
    IndexChange.objects.bulk_create(
        IndexChange(number=number, page=page) for number, page in enumerate(pages, last - len(pages) + 1)
    )
    return last


def last() -> int:
    """The number of the latest news; 0 when there never was any."""
    return IndexCount.objects.filter(pk=1).values_list("last", flat=True).first() or 0


def look_round(after: int = 0) -> int:
    """Compares the next GLANCE passages with the archive: pages that are gone or have moved to another
    record or collection become news. Returns where to go on, 0 at the end. Costs some milliseconds.

    Deleting needs no hook for this; until it is noticed, hits on deleted pages are dropped when
    they are loaded."""
    ids = list(Passage.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:GLANCE])
    if not ids:
        return 0
    window = Passage.objects.filter(pk__gt=after, pk__lte=ids[-1]).order_by()
    still = window.filter(page__in=Page.objects.order_by().values("pk"))
    moved = still.filter(~Q(record_id=F("page__record_id")) | ~Q(collection_id=F("page__record__collection_id")))
    with transaction.atomic():
        gone = set(window.exclude(page__in=Page.objects.order_by().values("pk")).values_list("page", flat=True))
        rows = {p.pk: p for p in moved.select_related("page__record")}
        if gone or rows:
            Passage.objects.filter(page__in=gone).delete()
            for row in rows.values():
                row.record_id, row.collection_id = row.page.record_id, row.page.record.collection_id
            Passage.objects.bulk_update(rows.values(), ["record_id", "collection_id"])
            tell(gone | {row.page_id for row in rows.values()})
    return ids[-1] if len(ids) == GLANCE else 0

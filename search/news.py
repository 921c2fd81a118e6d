"""Telling the indexes that something changed, and noticing what nobody told."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from archive.models import Page
from search.models import IndexChange, IndexCount, Passage

#: Passages compared in one glance; a small archive is seen whole every time.
GLANCE = 5000
_SOME = 500  # pages in one statement


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


def changed(page_ids: Iterable[int]) -> None:
    """Pages stand elsewhere, are written in another language, or have no text any more: their passages follow
    and the indexes are told, without a text being embedded again. Call inside the transaction that changes them."""
    pages = list(page_ids)
    for at in range(0, len(pages), _SOME):
        some = pages[at : at + _SOME]
        here = Passage.objects.filter(page__in=some).order_by()
        here.filter(
            page__in=Page.objects.filter(pk__in=some, indexed__isnull=True).order_by().values("pk")
        ).delete()
        of = Page.objects.filter(pk=OuterRef("page")).order_by()
        here.update(
            record_id=Subquery(of.values("record")[:1]), collection_id=Subquery(of.values("record__collection")[:1])
        )
    if pages:
        tell(pages)


def last() -> int:
    """The number of the latest news; 0 when there never was any."""
    return IndexCount.objects.filter(pk=1).values_list("last", flat=True).first() or 0


def purged() -> int:
    """The number of the last news that told of a takedown; 0 when there never was one."""
    return IndexCount.objects.filter(pk=1).values_list("purged", flat=True).first() or 0


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

"""What one person may see of one page or record; the views ask here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.http import Http404
from django.utils import timezone

from archive import rights
from archive.models import Collection, Original, Page, Record, Transcription

if TYPE_CHECKING:
    from archive.rights import Person


class Tombstone(Exception):
    """The record was withdrawn; what remains of it is said."""

    def __init__(self, record: Record) -> None:
        super().__init__(str(record.pk))
        self.record = record


def page_or_404(page_id: int, person: Person) -> Page:
    seen = Page.objects.visible_to(person).select_related("record__collection", "original", "current")
    page = seen.filter(pk=page_id).first()
    if page is None:
        raise Http404
    return page


def page_or_raise(page_id: int, person: Person) -> Page:
    """Raises Tombstone where one stands, Http404 where there is no such page."""
    try:
        return page_or_404(page_id, person)
    except Http404:
        record = Page.objects.filter(pk=page_id).values_list("record", flat=True).first()
        raise_tombstone(record or 0, person)
        raise


def record_or_404(record_id: int, person: Person) -> Record:
    """Raises Tombstone where one stands."""
    seen = Record.objects.visible_to(person).select_related("collection__parent")
    record = seen.filter(pk=record_id).first()
    if record is None:
        raise_tombstone(record_id, person)
        raise Http404
    return record


def original_or_404(original_id: int, person: Person) -> Original:
    """Not for readers where the file holds a page they may not see: one that was given to another record, thrown
    away or replaced is in its bytes still."""
    seen = Record.objects.visible_to(person).order_by().values("pk")
    file = Original.objects.filter(pk=original_id, record__in=seen).first()
    if file is None:
        raise Http404
    if not _sees_all_of(file, person) and not Record.objects.editable_by(person).filter(pk=file.record_id).exists():
        raise Http404
    return file


def originals_of(record: Record, person: Person, most: int, *, edits: bool) -> list[Original]:
    """The record's files that the person may take, in order."""
    files = record.originals.only("name", "size", "media_type", "record_id", "position", "sha256")
    if edits:
        return list(files[:most])
    own = Page.objects.filter(original=OuterRef("pk")).order_by().values("original")
    same = Page.objects.filter(original__sha256=OuterRef("sha256")).order_by().values("original__sha256")
    told = files.annotate(
        held=Subquery(own.annotate(n=Count("pk")).values("n")),
        last=Subquery(same.annotate(n=Max("index")).values("n")),
    )
    # Files whose pages do not all stand together any more are few, and are looked at one by one.
    return [file for file in told[:most] if file.held == (file.last or 0) + 1 or _sees_all_of(file, person)]


def _sees_all_of(file: Original, person: Person) -> bool:
    here = set(Page.objects.filter(original=file).values_list("index", flat=True))
    missing = set(range(max(here, default=0) + 1)) - here
    elsewhere = Page.objects.filter(original__sha256=file.sha256).exclude(original=file)
    missing |= set(elsewhere.values_list("index", flat=True)) - here
    return missing <= set(elsewhere.visible_to(person).values_list("index", flat=True)) if missing else True


def raise_tombstone(record_id: int, person: Person) -> None:
    """Raises Tombstone, if the record was withdrawn and the person could have seen it before."""
    buried = Record.objects.filter(
        Q(embargo_until__isnull=True) | Q(embargo_until__lte=timezone.now()),
        pk=record_id,
        state=Record.State.WITHDRAWN,
        trashed_at__isnull=True,
        collection__in=Collection.objects.filter(rights.sees_collection(person)).order_by().values("pk"),
    )
    record = buried.select_related("collection").first()
    if record is not None:
        raise Tombstone(record)


def edits(page: Page, person: Person) -> bool:
    return Page.objects.editable_by(person).filter(pk=page.pk).exists()


def text_of(page: Page, person: Person) -> Transcription | None:
    """The version that counts, if there is one; what was quarantined is for editors."""
    version = page.current
    if version is not None and not version.findable and not edits(page, person):
        return None
    return version

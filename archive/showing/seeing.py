"""What one person may see of one page or record; the views ask here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from archive import rights
from archive.models import Collection, Page, Record, Transcription

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


def record_or_404(record_id: int, person: Person) -> Record:
    """Raises Tombstone where one stands."""
    seen = Record.objects.visible_to(person).select_related("collection__parent")
    record = seen.filter(pk=record_id).first()
    if record is None:
        raise_tombstone(record_id, person)
        raise Http404
    return record


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

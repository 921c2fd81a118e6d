"""What became of each file of an accession, as one person may be told it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet

from archive.models import Accession, Original, Page, Record, Upload
from archive.uploading import packed

if TYPE_CHECKING:
    from archive.rights import Person

_Outcome = Upload.Outcome


@dataclass(frozen=True, slots=True)
class Line:
    upload: Upload
    record: Record | None  # what it became, or is a page of; None where the person may not see it
    pages: int
    same: Record | None  # has a file with the same bytes
    may_want: bool  # left out for these bytes, and may be taken in all the same

    @property
    def state(self) -> str:
        """The outcome, where "coming" is told apart: on its way, or come and waiting to be opened."""
        waits = self.upload.outcome == _Outcome.COMING and self.upload.received == self.upload.size
        return "waiting" if waits else str(self.upload.outcome)

    @property
    def why(self) -> str:
        """Of duplicates nothing: what they are the same as is said by `same`, to those who may see it."""
        return "" if self.upload.code == "duplicate" else self.upload.why


@dataclass(frozen=True, slots=True)
class Counts:
    files: int
    arriving: int
    waiting: int
    taken: int
    already: int
    skipped: int
    refused: int
    bytes: int
    received: int

    @property
    def open(self) -> int:
        """Files whose outcome is not known yet."""
        return self.arriving + self.waiting


def counts(accession: Accession) -> Counts:
    """One query. A package counts by its files, not itself."""
    coming = Q(outcome=_Outcome.COMING)
    numbers = accession.uploads.exclude(code=packed.PACKAGE).aggregate(
        files=Count("pk"),
        arriving=Count("pk", filter=coming & Q(received__lt=F("size"))),
        waiting=Count("pk", filter=coming & Q(received=F("size"))),
        **{name: Count("pk", filter=Q(outcome=name)) for name in ("taken", "already", "skipped", "refused")},
    )
    sizes = accession.uploads.filter(coming).values_list("size", "received")
    size, received = (sum(column) for column in zip(*sizes, strict=True)) if sizes else (0, 0)
    return Counts(**numbers, bytes=size, received=received)


def lines(uploads: Iterable[Upload], person: Person) -> list[Line]:
    """Four queries, however many files."""
    listed = list(uploads)
    ids = [upload.original_id for upload in listed if upload.original_id]
    originals = {o.pk: o for o in Original.objects.filter(pk__in=ids).select_related("duplicate_of")}
    records = _seen(originals.values(), person)
    rows = Page.objects.filter(original__in=ids).order_by().values_list("original").annotate(n=Count("pk"))
    pages = dict(rows)
    return [_line(upload, originals.get(upload.original_id or 0), records, pages) for upload in listed]


def _seen(originals: Iterable[Original], person: Person) -> dict[int, Record]:
    wanted = {o.record_id for o in originals} | {o.duplicate_of.record_id for o in originals if o.duplicate_of}
    return {record.pk: record for record in Record.objects.visible_to(person).filter(pk__in=wanted)}


def _line(upload: Upload, original: Original | None, records: dict[int, Record], pages: dict[int, int]) -> Line:
    left_out = upload.outcome in (_Outcome.SKIPPED, _Outcome.REFUSED)
    earlier = original if left_out else original.duplicate_of if original else None
    record = records.get(original.record_id) if original and not left_out else None
    return Line(
        upload,
        record,
        pages.get(original.pk, 0) if original and not left_out else 0,
        records.get(earlier.record_id) if earlier else None,
        upload.outcome == _Outcome.SKIPPED and original is not None,
    )


def brought(accession: Accession, person: Person) -> QuerySet[Record]:
    """The records that hold something of it, as far as the person may see them."""
    theirs = Original.objects.filter(accession=accession).order_by().values("record")
    return Record.objects.visible_to(person).filter(pk__in=theirs).select_related("collection").order_by("pk")

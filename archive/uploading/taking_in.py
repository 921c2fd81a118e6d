"""From files that have come to records: the slow half of an upload, done by a worker.

Files of one accession are taken in by one worker at a time, a few seconds in a row. A kill at any line
leaves the bytes and the row that says they wait; what was taken in already is recognised by its accession.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import store
from archive.faults import Fault
from archive.intake.arrivals import by_folder
from archive.intake.duplicates import Choice
from archive.intake.taking import Intake, Result
from archive.models import Accession, Collection, Original, Upload
from archive.uploading import packed, room, undoing

_BREATH = 10.0  # seconds after which other work gets its turn
_Outcome = Upload.Outcome
Per = Literal["file", "folder", "all"]
#: Stands in `code` of an upload whose bytes are here already, and wanted all the same.
WANTED = "wanted"


@dataclass(frozen=True, slots=True)
class Arrived:
    """See `archive.intake.arrivals.Arrival`."""

    place: str
    size: int
    path: Path

    def at(self) -> AbstractContextManager[Path]:
        return nullcontext(self.path)


@dataclass(frozen=True, slots=True)
class _Batch:
    uploads: tuple[Upload, ...]
    per: Per
    duplicates: Choice


def take(accession: Accession) -> None:
    """What `archive.take_in` does while it holds the lease. Raises Fault when the machine fails."""
    until = time.monotonic() + _BREATH
    while batches := list(_due(accession)):
        for batch in batches:
            if _is_undone(accession) or time.monotonic() > until:
                return
            _take(accession, batch)


def _is_undone(accession: Accession) -> bool:
    return Accession.objects.filter(pk=accession.pk, undone_at__isnull=False).exists()


def _due(accession: Accession) -> Iterator[_Batch]:
    """What may be taken in now: single files as they come, the pages of one record when all of them have.
    `archive.pipeline.TAKE_IN` says the same in SQL."""
    choice = Choice(accession.duplicates)
    coming = accession.uploads.filter(outcome=_Outcome.COMING)
    for upload in coming.filter(Q(batch="") | Q(code=WANTED), received=F("size")).order_by("pk"):
        yield _Batch((upload,), _per(accession, upload), Choice.LINK if upload.code == WANTED else choice)
    if not accession.announced:
        return
    others = coming.exclude(Q(batch="") | Q(code=WANTED))
    together = sorted(others, key=lambda upload: (upload.batch, by_folder(upload.name)))
    for _batch, group in groupby(together, key=lambda upload: upload.batch):
        uploads = tuple(group)
        if all(upload.received == upload.size for upload in uploads):
            yield _Batch(uploads, _per(accession, uploads[0]), choice)


def _per(accession: Accession, upload: Upload) -> Per:
    """A file that lies in no folder stands for itself."""
    if accession.record_per == Accession.RecordPer.ALL:
        return "all"
    return "folder" if upload.batch else "file"


def _take(accession: Accession, batch: _Batch) -> None:
    person: Any = accession.person or AnonymousUser()
    if not Collection.objects.editable_by(person).filter(pk=accession.collection_id).exists():
        for upload in batch.uploads:
            why = _("You may no longer add to this collection.")
            _settle(upload, outcome=_Outcome.REFUSED, code="rights", why=why)
        return
    lost = [upload for upload in batch.uploads if room.length(upload.token) != upload.size]
    for upload in lost:  # the disk lost some of it: it is asked for again
        Upload.objects.filter(pk=upload.pk).update(received=room.length(upload.token), code="")
    if lost:
        return
    intake = Intake(
        accession.collection,
        person,
        batch.per,
        batch.duplicates,
        accession=accession,
        title=accession.title if batch.per == "all" else "",
        described=accession.described,
        keep=store.adopt,
    )
    _keep_account(accession, batch, intake.take(_arrived(batch.uploads)))


def _arrived(uploads: Iterable[Upload]) -> Iterator[Arrived]:
    for upload in uploads:
        yield Arrived(upload.name, upload.size, room.path(upload.token))


def _keep_account(accession: Accession, batch: _Batch, results: Iterable[Result]) -> None:
    """Writes down what became of each file, as it becomes known."""
    uploads = {upload.name: upload for upload in batch.uploads}
    members: dict[str, list[str]] = {}
    for result in results:
        if result.code == "unreadable":  # it lies in our own room: the machine fails, not the file
            raise Fault(result.why, code="unreadable", retryable=True)
        said = _said(accession, result)
        if result.place in uploads:
            _settle(uploads[result.place], **said)
        else:
            package = next(name for name in packed.above(result.place) if name in uploads)
            packed.note(accession, result, said)
            members.setdefault(package, []).append(said["outcome"])
        if _is_undone(accession):  # undone meanwhile: what came after that goes the same way
            undoing.sweep_up(accession)
    for name, outcomes in members.items():
        _settle(uploads[name], **packed.summed(outcomes))


def _said(accession: Accession, result: Result) -> dict[str, Any]:
    outcome, original = result.outcome, result.original
    if outcome == "already" and original and Original.objects.filter(pk=original, accession=accession).exists():
        outcome = "taken"  # by ourselves, before we were interrupted
    return {
        "outcome": _Outcome(outcome),
        "code": result.code[:40],
        # Which record has the same bytes is said to those who may see it, see `account`.
        "why": "" if result.code == "duplicate" else result.why,
        "original_id": original or result.same,
    }


def _settle(upload: Upload, **said: Any) -> None:
    """The row first: bytes without a row are swept, a row without bytes would wait for ever."""
    Upload.objects.filter(pk=upload.pk).update(moved_at=timezone.now(), **said)
    room.remove(upload.token)


def want(upload: Upload) -> bool:
    """Takes a file in all the same that was left out because its bytes are here already; False when gone."""
    if upload.outcome != _Outcome.SKIPPED or upload.original is None or upload.accession.undone_at is not None:
        return False
    kept = store.path("originals", upload.original.sha256)
    if not kept.is_file():
        return False
    # No link: this room's files may be written to. Whole at once, so that asking twice harms nothing.
    beside = room.path(upload.token).with_name(f"{upload.token}.{uuid.uuid4().hex}")
    shutil.copyfile(kept, beside)
    beside.replace(room.path(upload.token))
    with transaction.atomic():
        rows = Upload.objects.filter(pk=upload.pk, outcome=_Outcome.SKIPPED, accession__undone_at__isnull=True)
        size = kept.stat().st_size
        return bool(rows.update(outcome=_Outcome.COMING, code=WANTED, why="", size=size, received=size))

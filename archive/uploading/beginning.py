"""Beginning an accession, and naming the files that will come for it.

Naming is repeatable: whoever names the same files again, after a crash or on another day, is given the
same uploads and how far each of them is.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import events
from archive.faults import Refused
from archive.models import Accession, Collection, Upload
from archive.uploading import names, room

if TYPE_CHECKING:
    from archive.rights import Person

#: In one accession; more are brought in several.
MOST_FILES = 50_000
_Outcome = Upload.Outcome


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    size: int
    modified: int = 0  # milliseconds; 0 where it is not known

    def __post_init__(self) -> None:
        if not 0 <= self.size < 2**53 or not 0 <= self.modified < 2**53:
            raise ValueError("a size or a time that no file has")


def begin(collection: Collection, person: Person, options: Mapping[str, Any], *, announced: bool) -> Accession:
    with transaction.atomic():
        accession = Accession.objects.create(
            collection=collection,
            person_id=person.pk if person is not None else None,
            announced=announced,
            **options,
        )
        events.record(person, "began_accession", accession, collection=collection.pk)
    return accession


def name(accession: Accession, files: Iterable[Named]) -> list[Upload]:
    """The uploads of these files, made or found. Files that are too large are refused here, before they travel.

    Raises Refused when all of them together have no room. Call with some hundred files at a time."""
    wanted = {names.label(file.name): file for file in files}
    with transaction.atomic():
        known = {upload.name: upload for upload in accession.uploads.filter(name__in=wanted)}
        new = [_new(accession, name, file) for name, file in wanted.items() if name not in known]
        if accession.uploads.count() + len(new) > MOST_FILES:
            raise Refused(f"One upload takes at most {MOST_FILES} files. Bring the others in another.", code="many")
        room.check_space(sum(upload.size for upload in new if upload.outcome == _Outcome.COMING))
        Upload.objects.bulk_create(new, batch_size=500)
        for upload in known.values():
            _again(upload, wanted[upload.name])
    return [*known.values(), *new]


def batch(accession: Accession, name: str) -> str:
    """What a file is taken in together with: its folder, all others, or nothing."""
    if accession.record_per == Accession.RecordPer.ALL:
        return "."
    return name.rpartition("/")[0] if accession.record_per == Accession.RecordPer.FOLDER else ""


def _new(accession: Accession, name: str, file: Named) -> Upload:
    upload = Upload(accession=accession, token=secrets.token_urlsafe(24), name=name, batch=batch(accession, name))
    _reset(upload, file)
    return upload


def _reset(upload: Upload, file: Named) -> None:
    upload.size, upload.modified, upload.received = file.size, file.modified, 0
    upload.outcome, upload.code, upload.why, upload.original = _Outcome.COMING, "", "", None
    upload.moved_at = timezone.now()
    try:
        if not file.size:
            raise Refused(_("The file is empty."), code="empty")
        room.check_size(file.size)
    except Refused as refused:
        upload.outcome, upload.code, upload.why = _Outcome.REFUSED, refused.code, refused.message


def _again(upload: Upload, file: Named) -> None:
    """What was refused may be tried again, and a file that has changed starts anew; all else goes on."""
    try:
        with room.locked(upload.token):
            upload.refresh_from_db()
            other = upload.size != file.size or (
                file.modified and upload.modified and upload.modified != file.modified
            )
            coming = upload.outcome == _Outcome.COMING and upload.received < upload.size
            if upload.outcome == _Outcome.REFUSED or (coming and other):
                # Removed, not emptied: nothing that was linked into the store may ever be written to.
                room.remove(upload.token)
                _reset(upload, file)
                upload.save()
            elif upload.outcome != _Outcome.COMING:
                room.remove(upload.token)  # opening it made it anew
    except room.Busy:
        return  # its bytes are on their way from elsewhere; the next answer will tell


def nothing_more(accession: Accession) -> None:
    """Every file is named."""
    Accession.objects.filter(pk=accession.pk).update(announced=True)

"""Files that come with an ordinary form, where there is no JavaScript: streamed into the room, not memory."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.faults import Refused
from archive.intake.arrivals import is_litter
from archive.models import Accession, Upload
from archive.uploading import beginning, listening, names, room

_WORDS = 1 << 20  # bytes
_SIGN = 300.0  # seconds


class Brought(UploadedFile):  # type: ignore[type-arg]  # only the checker knows it as generic
    """A file of the form; its bytes lie in the room under its token. `too_large` ones were cut off."""

    def __init__(self, token: str, field: str, name: str, size: int, too_large: bool) -> None:
        super().__init__(None, name, "application/octet-stream", size)
        self.token, self.field, self.too_large = token, field, too_large


@contextlib.contextmanager
def received(request: HttpRequest) -> Iterator[RoomHandler]:
    """The files of a form, come whole; what nobody takes over is removed at the end. To be asked before anything
    of the form is read, so the view checks its token itself. Raises Refused."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    handler = RoomHandler(request)
    request.upload_handlers = [handler]
    room.check_space(size)
    try:
        # A form of words alone is read in a moment; one with files is a stream as any other.
        with listening.listening(request) if size > _WORDS else contextlib.nullcontext():
            bool(request.POST)  # asked for, it is read
        yield handler
    except listening.Full:
        raise Refused(_("Others are sending files just now. Try again in a moment."), code="busy") from None
    finally:
        handler.forget()


class RoomHandler(FileUploadHandler):
    """Writes each file of a form into the uploads' room, up to the largest size that is taken in."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._open: BinaryIO | None = None
        self.brought: list[Brought] = []
        self._owned: set[str] = set()
        self._signed = time.monotonic()

    def new_file(self, *arguments: object, **named: object) -> None:
        super().new_file(*arguments, **named)  # type: ignore[arg-type]
        self._close()
        self._token, self._size = secrets.token_urlsafe(24), 0
        self._open = os.fdopen(os.open(room.path(self._token), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        self._size += len(raw_data)
        if time.monotonic() > self._signed + _SIGN:
            # While the last files of a form come, the first must not be taken for forgotten.
            self._signed = time.monotonic()
            for file in self.brought:
                os.utime(room.path(file.token))
        if self._open is not None and self._size <= settings.MUNIMENT_MAX_FILE_MB << 20:
            self._open.write(raw_data)

    def file_complete(self, _file_size: int) -> Brought:
        if self._open is not None:
            self._open.flush()
            os.fsync(self._open.fileno())
        self._close()
        too_large = self._size > settings.MUNIMENT_MAX_FILE_MB << 20
        done = Brought(self._token, self.field_name or "", self.file_name or "", self._size, too_large)
        self.brought.append(done)
        return done

    def upload_interrupted(self) -> None:
        """The connection broke: of a form, nothing counts until all of it has come."""
        self._close()
        room.remove(self._token)
        self.forget()

    def accepted(self, files: list[Brought]) -> None:
        """They belong to uploads now."""
        self._owned |= {file.token for file in files}

    def forget(self) -> None:
        """Removes what belongs to no upload, whatever became of the form."""
        if self._open is not None:
            self._close()
            room.remove(self._token)
        for file in self.brought:
            if file.token not in self._owned:
                room.remove(file.token)

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def enter(accession: Accession, files: list[Brought]) -> int:
    """Makes complete uploads of the files; returns how many. Those of the same name and folder are told apart."""
    taken: set[str] = set()
    rows = []
    for file in files:
        if not file.name or is_litter(file.name):
            room.remove(file.token)
            continue
        name = names.label(file.name)
        if name in taken:
            stem, dot, ending = name.rpartition(".")
            mark = hashlib.sha256(file.token.encode()).hexdigest()[:6]
            name = names.shortened(f"{stem or name} ({mark}){dot}{ending if stem else ''}")
        taken.add(name)
        rows.append(_row(accession, file, name))
    Upload.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _row(accession: Accession, file: Brought, name: str) -> Upload:
    size = file.size or 0
    together = beginning.batch(accession, name)
    upload = Upload(accession=accession, token=file.token, name=name, batch=together, size=size, received=size)
    upload.moved_at = timezone.now()
    if file.too_large:
        from archive.intake.zips import too_large

        upload.received, upload.outcome, upload.code = 0, Upload.Outcome.REFUSED, "too_large"
        upload.why = too_large(size)
        room.remove(file.token)
    return upload

"""Writing arriving bytes to the disk, so that what the database promises is always there.

The offset in the database moves only after the bytes before it were forced to the disk; what lies beyond it
after a crash is cut off when the upload goes on.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import F
from django.utils import timezone

from archive.models import Upload
from archive.uploading import room

_CHUNK = 1 << 18
_PROMISE = 16 << 20  # bytes between two promises: as much is sent again at most after a crash


class Gone(Exception):
    """The upload was ended, or is complete."""


class Elsewhere(Exception):
    """The upload stands at another offset."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class TooMuch(Exception):
    """More bytes than the file was said to have."""


class Spoilt(Exception):
    """The bytes are not those of the checksum; none of them were kept."""


@dataclass(frozen=True, slots=True)
class Checksum:
    algorithm: str
    digest: bytes

    ALGORITHMS = ("sha256", "sha1")


def offset(upload: Upload) -> int:
    """How much has come: never more than lies on the disk, whatever became of it."""
    if upload.outcome != Upload.Outcome.COMING:
        return upload.received
    return min(upload.received, room.length(upload.token))


def append(
    upload: Upload, read: Callable[[int], bytes], at: int, length: int, checksum: Checksum | None = None
) -> int:
    """Adds `length` bytes from `read` at the offset `at`; returns the new offset.

    Fewer come when the connection breaks: what came counts. Raises Busy, Gone, Elsewhere, TooMuch or Spoilt."""
    with room.locked(upload.token) as file:
        try:
            upload.refresh_from_db()
        except Upload.DoesNotExist:
            room.remove(upload.token)  # opening it made it anew
            raise Gone from None
        if upload.outcome != Upload.Outcome.COMING:
            room.remove(upload.token)
            raise Gone
        here = offset(upload)
        if here < upload.received:
            _promise(upload, here)  # the disk lost some
        if at != here:
            raise Elsewhere(here)
        if at + length > upload.size:
            raise TooMuch
        file.truncate(here)
        file.seek(here)
        digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
        try:
            came = _write(upload, file, read, length, digest)
        finally:
            if checksum is None and file.tell() > upload.received:
                _settle(upload, file)
        if digest is not None and checksum is not None:
            if came < length or not hmac.compare_digest(digest.digest(), checksum.digest):
                file.truncate(here)
                raise Spoilt
            _settle(upload, file)
        return upload.received


def _write(
    upload: Upload, file: BinaryIO, read: Callable[[int], bytes], length: int, digest: hashlib._Hash | None
) -> int:
    came = 0
    while came < length:
        try:
            data = read(min(_CHUNK, length - came))
        except OSError:  # the connection broke, or fell silent
            break
        if not data:
            break
        file.write(data)
        came += len(data)
        if digest is not None:
            digest.update(data)
        elif file.tell() - upload.received >= _PROMISE:
            _settle(upload, file)
    return came


def _settle(upload: Upload, file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
    _promise(upload, file.tell())


def _promise(upload: Upload, received: int) -> None:
    """Moves the offset, if the upload still is where we left it."""
    rows = Upload.objects.filter(pk=upload.pk, received=upload.received, outcome=Upload.Outcome.COMING)
    if not rows.update(received=received, moved_at=timezone.now()):
        raise Gone
    upload.received = received


def end(upload: Upload) -> None:
    """Forgets an upload that has not come whole, and its bytes. Raises Busy or Gone."""
    with room.locked(upload.token):
        incomplete = Upload.objects.filter(pk=upload.pk, outcome=Upload.Outcome.COMING, received__lt=F("size"))
        deleted, _each = incomplete.delete()
        if deleted or not Upload.objects.filter(pk=upload.pk, outcome=Upload.Outcome.COMING).exists():
            room.remove(upload.token)
        if not deleted:
            raise Gone

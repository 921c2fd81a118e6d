"""Where files lie until they have come and are taken in: `uploads/` in MUNIMENT_HOME, one file for each upload.

The store's scratch would be swept under an upload that pauses for a day; this room is swept by
`archive.uploading.expiring`, which knows what is still wanted.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from archive.faults import Refused
from archive.models import Upload

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,43}")
#: Left free for everything else the archive writes: databases that run out of room are no fun.
_SPARE = 256 << 20


class Busy(Exception):
    """Somebody else writes to this file now."""


def folder() -> Path:
    found = Path(settings.MUNIMENT_HOME) / "uploads"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path(token: str) -> Path:
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"not an upload's token: {token!r}")
    return folder() / token


def sheet(accession_id: int) -> Path:
    """Where the metadata sheet of an accession waits."""
    return folder() / f"{int(accession_id)}.csv"


def length(token: str) -> int:
    try:
        return path(token).stat().st_size
    except FileNotFoundError:
        return 0


@contextlib.contextmanager
def locked(token: str) -> Iterator[BinaryIO]:
    """The file, open for writing, by nobody else on this machine. Raises Busy. The lock dies with its process."""
    with os.fdopen(os.open(path(token), os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None
        yield file


def remove(token: str) -> None:
    path(token).unlink(missing_ok=True)


def check_size(size: int) -> None:
    """Raises Refused for what would be refused anyway, before its bytes travel."""
    most = settings.MUNIMENT_MAX_FILE_MB
    if size > most << 20:
        said = _(
            "The file has %(size)s MB, more than the %(most)s MB that are allowed. Split it, or ask the operator."
        )
        raise Refused(said % {"size": size >> 20, "most": most}, code="too_large")


def check_space(size: int) -> None:
    """Raises Refused when the disk has no room for `size` more bytes besides what is on its way already."""
    waiting = Upload.objects.filter(outcome=Upload.Outcome.COMING).aggregate(left=Sum(F("size") - F("received")))
    free = shutil.disk_usage(folder()).free - _SPARE - (waiting["left"] or 0)
    if size > free:
        said = _("The archive's disk has room for %(free)s MB more, and this needs %(size)s MB. Ask the operator.")
        raise Refused(said % {"free": max(0, free) >> 20, "size": (size >> 20) + 1}, code="no_room")

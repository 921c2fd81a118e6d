"""Forgetting uploads that nobody goes on with, and files that no upload owns."""

from __future__ import annotations

import contextlib
import stat
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Accession, Upload
from archive.uploading import room

_ABANDONED = 3600  # seconds: a younger file may be on its way to its row
_EMPTY = timedelta(days=1)


def expires_at(upload: Upload) -> datetime:
    return upload.moved_at + timedelta(hours=settings.MUNIMENT_UPLOAD_HOURS)


def expire() -> int:
    """Ends what was last heard of too long ago; returns how many uploads that were. A folder whose other
    files have come is then taken in without them."""
    now = timezone.now()
    before = now - timedelta(hours=settings.MUNIMENT_UPLOAD_HOURS)
    late = Upload.objects.filter(outcome=Upload.Outcome.COMING, received__lt=F("size"), moved_at__lt=before)
    why = _("Only a part of this file came, and nothing more for too long. Upload it again.")
    ended = 0
    for pk, token in list(late.values_list("pk", "token")):
        with contextlib.suppress(room.Busy, FileNotFoundError), room.locked(token):
            gone = late.filter(pk=pk).update(outcome=Upload.Outcome.REFUSED, code="expired", why=why, moved_at=now)
            if gone:
                room.remove(token)
                ended += 1
    Accession.objects.filter(announced=False, at__lt=before).update(announced=True)
    nothing = Accession.objects.filter(uploads=None, originals=None, undone_at=None, sheet="", at__lt=now - _EMPTY)
    nothing.delete()
    _sweep_room()
    return ended


def _sweep_room() -> None:
    files = [file for file in room.folder().iterdir() if _is_old(file.name)]
    coming = Upload.objects.filter(outcome=Upload.Outcome.COMING)
    for start in range(0, len(files), 500):
        some = files[start : start + 500]
        wanted = set(coming.filter(token__in=[file.name for file in some]).values_list("token", flat=True))
        sheets = Accession.objects.exclude(sheet="").filter(pk__in=[int(f.stem) for f in some if _is_sheet(f.name)])
        wanted |= {f"{pk}.csv" for pk in sheets.values_list("pk", flat=True)}
        for file in some:
            if file.name not in wanted:
                with contextlib.suppress(OSError):  # what cannot be removed is not ours to mind
                    file.unlink(missing_ok=True)


def _is_sheet(name: str) -> bool:
    return name.endswith(".csv") and name[:-4].isdecimal()


def _is_old(name: str) -> bool:
    with contextlib.suppress(OSError):
        found = (room.folder() / name).lstat()
        return stat.S_ISREG(found.st_mode) and found.st_mtime < time.time() - _ABANDONED
    return False

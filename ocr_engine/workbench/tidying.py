"""What was tried goes away after an hour, rows and files."""

from __future__ import annotations

import contextlib
import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ocr_engine.models import Trial

KEPT = timedelta(hours=1)


def tidy() -> None:
    """Rows first: a folder without rows is nobody's, however it came about."""
    Trial.objects.filter(at__lt=timezone.now() - KEPT).delete()
    bench = Path(settings.MUNIMENT_HOME) / "workbench"
    if not bench.is_dir():
        return
    known = set(Trial.objects.values_list("token", flat=True))
    for folder in bench.iterdir():
        with contextlib.suppress(OSError):  # gone meanwhile
            if folder.name not in known and folder.stat().st_mtime < time.time() - KEPT.total_seconds():
                shutil.rmtree(folder)


def forget(token: str) -> None:
    found = Trial.objects.filter(token=token)
    for trial in found[:1]:
        shutil.rmtree(trial.folder, ignore_errors=True)
    found.delete()

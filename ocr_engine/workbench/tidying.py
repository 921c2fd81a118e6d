"""What was tried goes away after an hour, rows and files."""

from __future__ import annotations

import contextlib
import secrets
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
    """At once. That something was tried, and how much was written, still counts for the hour: a name that nobody
    knows stands for it."""
    for trial in Trial.objects.filter(token=token).order_by("place"):
        shutil.rmtree(trial.folder, ignore_errors=True)
        wiped = {
            "name": "",
            "words": "",
            "said": "",
            "packed": b"",
            "result": {"tokens": trial.result.get("tokens", 0)},
        }
        over = {"outcome": Trial.Outcome.FAILED} if trial.outcome == Trial.Outcome.WANTED else {}
        rest = {"token": secrets.token_hex(16), "stopping": True, "lease": "", "why": ""}
        Trial.objects.filter(pk=trial.pk).update(**wiped, **over, **rest)

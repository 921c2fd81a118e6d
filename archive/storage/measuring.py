"""Measuring the data folder. Walks every file, so it is done by a command or a worker, never while a person waits;
the last result is kept beside what was measured."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from archive.models import Collection, Original
from archive.storage import orphans

#: Folders of the data folder, in the order in which they are told.
KINDS = (
    "originals", "images", "pyramids", "thumbs", "layers", "uploads", "index", "models", "broker", "scratch",
    "static",
)  # fmt: skip
_MONTHS, _LARGEST = 24, 12


def measure(*, sweep: bool = False) -> dict[str, Any]:
    """Slow. Measures, looks for orphans, removes them where asked to, and keeps the result."""
    home = Path(settings.MUNIMENT_HOME)
    kinds = {name: _weighed(home / name) for name in KINDS}
    kinds["database"] = {"files": 1, "bytes": _database(home)}
    disk = shutil.disk_usage(home)
    found = {
        "at": timezone.now().isoformat(),
        "kinds": kinds,
        "bytes": sum(kind["bytes"] for kind in kinds.values()),
        "disk": {"total": disk.total, "free": disk.free},
        "orphans": orphans.swept(remove=sweep),
        "months": _months(),
        "collections": _collections(),
    }
    _keep(found)
    return found


def last() -> dict[str, Any] | None:
    """The last result; None before the first."""
    try:
        found: dict[str, Any] = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def free() -> tuple[int, int]:
    """Bytes free and in all, on the disk of the data folder, now."""
    disk = shutil.disk_usage(settings.MUNIMENT_HOME)
    return disk.free, disk.total


def _file() -> Path:
    return Path(settings.MUNIMENT_HOME) / "storage.json"


def _keep(found: dict[str, Any]) -> None:
    beside = _file().with_name(f".storage.{uuid.uuid4().hex}")
    beside.write_text(json.dumps(found), encoding="utf-8")
    beside.chmod(0o600)
    beside.replace(_file())


def _weighed(folder: Path) -> dict[str, int]:
    files = total = 0
    for entry in walked(folder):
        try:
            total += entry.stat(follow_symlinks=False).st_size
        except FileNotFoundError:  # it went while we walked
            continue
        files += 1
    return {"files": files, "bytes": total}


def walked(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Files below the folder, whatever comes and goes meanwhile."""
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        yield entry
        except (FileNotFoundError, NotADirectoryError):
            continue


def _database(home: Path) -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    file = Path(str(connection.settings_dict["NAME"]))
    beside = (file.with_name(file.name + ending) for ending in ("", "-wal", "-shm"))
    return sum(one.stat().st_size for one in beside if one.is_file())


def _months() -> list[dict[str, Any]]:
    """Originals taken in, month by month, the latest first."""
    rows = (
        Original.objects.order_by()
        .annotate(month=TruncMonth("uploaded_at"))
        .values("month")
        .annotate(files=Count("pk"), bytes=Sum("size"))
        .order_by("-month")
    )
    return [{**row, "month": row["month"].date().isoformat()} for row in rows[:_MONTHS]]


def _collections() -> list[dict[str, Any]]:
    """Those whose own records have the most bytes of originals."""
    rows = (
        Original.objects.order_by()
        .values("record__collection")
        .annotate(files=Count("pk"), bytes=Sum("size"))
        .order_by("-bytes")[:_LARGEST]
    )
    held = Collection.objects.in_bulk([row["record__collection"] for row in rows])
    return [
        {"slug": held[pk].slug, "title": held[pk].title, "files": row["files"], "bytes": row["bytes"]}
        for row in rows
        if (pk := row["record__collection"]) in held
    ]

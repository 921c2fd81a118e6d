"""Files that no row of the database names: left by uploads that were taken back, or by crashes.

Safe while files are taken in. A file is laid down before its row is written, so only what has lain untouched for
a day is looked at; and before one is removed it is set aside and asked after once more."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from django.conf import settings
from django.db.models import Q

from archive import store
from archive.models import Original, Page
from archive.store import Shelf

#: Seconds since a file was laid down or linked.
OLD = 24 * 3600
_ASKED = 500  # names in one query


def swept(*, remove: bool, now: float | None = None) -> dict[str, Any]:
    """{"files", "bytes", "removed", "kinds": {shelf: {"files", "bytes"}}}. Slow: walks every file of the store."""
    before = (now or time.time()) - OLD
    told: dict[str, Any] = {"files": 0, "bytes": 0, "removed": 0, "kinds": {}}
    for shelf in get_args(Shelf):
        files = size = 0
        for path, about in _orphans(shelf, before):
            files, size = files + 1, size + about.st_size
            if remove and _remove(shelf, path, about):
                told["removed"] += 1
        told["files"] += files
        told["bytes"] += size
        told["kinds"][shelf] = {"files": files, "bytes": size}
    return told


def _orphans(shelf: Shelf, before: float) -> Iterable[tuple[Path, os.stat_result]]:
    home = Path(settings.MUNIMENT_HOME) / shelf
    folders = sorted(home.iterdir()) if home.is_dir() else []
    for folder in folders:
        if not folder.is_dir():
            continue
        old = {}
        for file in folder.iterdir():
            try:
                about = file.stat()
            except FileNotFoundError:
                continue
            # Being linked or moved is news of a file too.
            if max(about.st_mtime, about.st_ctime) < before and file.is_file():
                old[file.name] = (file, about)
        names = sorted(old)
        for at in range(0, len(names), _ASKED):
            some = names[at : at + _ASKED]
            needed = _needed(shelf, some)
            yield from (old[name] for name in some if name not in needed)


def _needed(shelf: Shelf, names: list[str]) -> set[str]:
    if shelf == "originals":
        return set(Original.objects.filter(sha256__in=names).values_list("sha256", flat=True))
    if shelf == "layers":
        return set(Page.objects.filter(layer__in=names).values_list("layer", flat=True))
    # An image may be missing where its pyramid is there: rendering puts the image last.
    return set(Page.objects.filter(Q(image__in=names)).values_list("image", flat=True))


def _remove(shelf: Shelf, path: Path, about: os.stat_result) -> bool:
    aside = store.scratch() / f"orphan-{uuid.uuid4().hex}"
    try:
        path.rename(aside)
    except FileNotFoundError:  # somebody else sweeps
        return False
    # What lies aside may be another file, laid down a moment ago; or somebody may just have begun to need it.
    if aside.stat().st_ino != about.st_ino or _needed(shelf, [path.name]):
        aside.replace(path)
        return False
    aside.unlink()
    return True

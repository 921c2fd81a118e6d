"""The data folder: room, rights, and whether the files that the database names are there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from archive import store
from archive.doctor.finding import Finding, broken, warning, well
from archive.models import Original, Page
from archive.safekeeping.remaking import whole

_NEWEST = 200
_LITTLE, _NONE = 5 << 30, 500 << 20  # bytes


def look(deep: bool) -> Iterator[Finding]:
    home = Path(settings.MUNIMENT_HOME)
    if not home.is_dir() or not os.access(home, os.W_OK):
        yield broken(
            "storage.writable",
            f"The data folder {home} is missing or cannot be written.",
            f"mkdir -p {home}; chown -R THE-USER {home}; or set MUNIMENT_HOME",
        )
        return
    yield from _room(home)
    yield from _private(home)
    yield from _originals(deep)
    yield from _derived(deep)


def _room(home: Path) -> Iterator[Finding]:
    about = shutil.disk_usage(home)
    said = f"{about.free / 1e9:.1f} GB of {about.total / 1e9:.1f} GB are free"
    if about.free < _NONE:
        yield broken("storage.room", f"{said}: nothing can be taken in.", "Make room, or move to a larger disk.")
    elif about.free < _LITTLE:
        yield warning("storage.room", f"{said}.", "Make room, or move to a larger disk.")
    else:
        yield well("storage.room", f"{home}: {said}")


def _private(home: Path) -> Iterator[Finding]:
    for name in ("secret.key", "admin-password.txt"):
        file = home / name
        if file.is_file() and file.stat().st_mode & 0o077:
            yield broken(
                f"storage.private.{name}", f"Other accounts of this machine may read {file}.", f"chmod 600 {file}"
            )
    if (home / "admin-password.txt").is_file():
        yield warning(
            "storage.password",
            "The first password of admin still lies in a file.",
            f"Read it, sign in, and delete it: rm {home / 'admin-password.txt'}",
        )


def _originals(deep: bool) -> Iterator[Finding]:
    rows = Original.objects.order_by("-pk").values_list("sha256", "size", "pk")
    looked, lost, altered = 0, [], []
    for sha, size, _pk in rows.iterator() if deep else rows[:_NEWEST]:
        file = store.path("originals", sha)
        looked += 1
        try:
            if file.stat().st_size != size or (deep and store.hash_of(file) != sha):
                altered.append(sha)
        except FileNotFoundError:
            lost.append(sha)
    which = "all" if deep else "the newest"
    for name, some, what in (("lost", lost, "are missing"), ("altered", altered, "have other bytes than before")):
        if some:
            yield broken(
                f"storage.originals.{name}",
                f"{len(some)} of {looked} originals {what}, among them {some[0]}.",
                f"Copy them from a backup: cp BACKUP/originals/{some[0][:2]}/{some[0]} "
                f"{settings.MUNIMENT_HOME}/originals/{some[0][:2]}/",
            )
    if not lost and not altered:
        yield well(
            "storage.originals", f"{which} {looked} originals are there" + (" byte for byte" if deep else "")
        )


def _derived(deep: bool) -> Iterator[Finding]:
    rows = Page.objects.exclude(image="").exclude(stage=Page.Stage.RECEIVED).order_by("-pk")
    pairs = rows.values_list("image", "layer")
    seen: dict[str, bool] = {}
    looked = lacking = 0
    for image, layer in pairs.iterator() if deep else pairs[:_NEWEST]:
        looked += 1
        lacking += not whole(image, layer, seen)
    if lacking:
        yield broken(
            "storage.images",
            f"The images of {lacking} of {looked} pages are missing.",
            "manage.py remake (they are made again from the originals; texts stay as they are)",
        )
    else:
        yield well("storage.images", f"the images of {'all' if deep else 'the newest'} {looked} pages are there")

"""Files by the hash of their bytes, under MUNIMENT_HOME.

`originals` hold what people uploaded and are never modified; `images`, `pyramids`, `thumbs` and
`layers` are made from them. A file appears under its name only when it is whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
import uuid
from pathlib import Path
from typing import BinaryIO, Literal

from django.conf import settings

_ABANDONED = 3600  # seconds since anything was written
Shelf = Literal["originals", "images", "pyramids", "thumbs", "layers"]


def path(shelf: Shelf, sha256: str) -> Path:
    """Where a file lies, or would lie."""
    if len(sha256) != 64 or not sha256.isalnum():
        raise ValueError(f"not a sha256: {sha256!r}")
    return Path(settings.MUNIMENT_HOME) / shelf / sha256[:2] / sha256


def scratch() -> Path:
    """A folder for half-made files; what a crash left there is swept away at start."""
    folder = Path(settings.MUNIMENT_HOME) / "scratch"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(source: BinaryIO) -> tuple[str, int]:
    """Copies an original in; returns its sha256 and size. Keeping the same bytes twice costs no room."""
    beside = scratch() / uuid.uuid4().hex
    digest, size = hashlib.sha256(), 0
    try:
        with beside.open("wb") as target:
            while chunk := source.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        put("originals", digest.hexdigest(), beside)
    finally:
        beside.unlink(missing_ok=True)
    return digest.hexdigest(), size


def adopt(path: Path, sha256: str) -> tuple[str, int]:
    """As `keep`, for a file of ours that nobody writes to any more and whose hash is known: it gets a second
    name instead of a second copy, where the disk can do that. The caller removes the first name."""
    beside = scratch() / uuid.uuid4().hex
    try:
        os.link(path, beside)
    except OSError:  # another disk, or one without links
        with path.open("rb") as file:
            return keep(file)
    try:
        return sha256, put("originals", sha256, beside).stat().st_size
    finally:
        beside.unlink(missing_ok=True)


def put(shelf: Shelf, sha256: str, made: Path) -> Path:
    """Moves a finished file to its place; the same content arriving twice is the same file."""
    target = path(shelf, sha256)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made.chmod(0o600)
    made.replace(target)
    return target


def hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def sweep_scratch() -> None:
    """Removes what a crash left; younger files may belong to an `ingest` or `read` that is running."""
    for left in scratch().iterdir():
        with contextlib.suppress(OSError):  # gone meanwhile, or not ours to remove
            if left.lstat().st_mtime > time.time() - _ABANDONED:
                continue
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink()

"""Files on their way into a backup or out of it: whole or not at all, and hashed as they pass."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import uuid
from pathlib import Path
from typing import IO, Protocol

CHUNK = 1 << 20


class Sink(Protocol):
    """Where a backup is written to: names are relative to its top."""

    def holds(self, name: str, size: int) -> bool: ...

    def add(self, name: str, source: Path, expected: str = "") -> str:
        """Copies the file in and returns its sha256; other bytes than expected are not to count."""


class IntoFolder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def holds(self, name: str, size: int) -> bool:
        try:
            return (self.root / name).lstat().st_size == size
        except FileNotFoundError:
            return False

    def add(self, name: str, source: Path, expected: str = "") -> str:
        with source.open("rb") as stream:
            return written(stream, self.root / name, expected)


class IntoTar:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._names: set[str] = set()

    def holds(self, name: str, size: int) -> bool:
        return name in self._names

    def add(self, name: str, source: Path, expected: str = "") -> str:
        with source.open("rb") as stream:
            about = tarfile.TarInfo(name)
            about.size, about.mtime, about.mode = os.fstat(stream.fileno()).st_size, 0, 0o600
            hashing = _Hashing(stream)
            self._tar.addfile(about, hashing)
        self._names.add(name)
        return hashing.digest.hexdigest()


def written(stream: IO[bytes], target: Path, expected: str = "") -> str:
    """Writes the stream to a file only its owner reads. With `expected`, other bytes are thrown away again;
    the returned sha256 says which they were."""
    for folder in (target.parent.parent, target.parent):  # `parents` would make the upper one for everybody
        folder.mkdir(mode=0o700, exist_ok=True)
    beside = target.with_name(f".{uuid.uuid4().hex}.partial")
    digest = hashlib.sha256()
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
        if expected in ("", digest.hexdigest()):
            beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return digest.hexdigest()


class _Hashing(io.RawIOBase):
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data

"""Copying into a backup the files that its rows name."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable

from archive import store
from archive.models import Original
from archive.safekeeping.copying import Sink

Advance = Callable[[int, int, str], None]  # bytes done, bytes in all, what


class Purged(Exception):
    """A file of the snapshot went meanwhile, and so did its row."""


class Gathering:
    """Each file goes into the list once it is there; files that are there already are not copied again."""

    def __init__(
        self, sink: Sink, known: dict[str, str], line: Callable[[str], object], advance: Advance, last: bool
    ) -> None:
        self._sink, self._known, self._line, self._advance, self._last = sink, known, line, advance, last
        self.counts: dict[str, dict[str, int]] = {}
        self.missing: list[str] = []
        self.damaged: list[str] = []
        self.copied = self._done = self._total = 0

    def all(self, originals: dict[str, int], derived: dict[str, tuple[str, ...]]) -> None:
        new = sum(size for sha, size in originals.items() if not self._sink.holds(_at("originals", sha), size))
        self._room(new)
        self._total = sum(originals.values()) or 1
        for sha, size in sorted(originals.items()):
            self._original(sha, size)
        for sha, shelves in sorted(derived.items()):
            for shelf in shelves:
                self._derived(shelf, sha)

    def _room(self, needed: int) -> None:
        root = getattr(self._sink, "root", None)
        free = shutil.disk_usage(root).free if root else needed
        if free < needed:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _original(self, sha: str, size: int) -> None:
        name, source = _at("originals", sha), store.path("originals", sha)
        if not self._sink.holds(name, size):
            try:
                got = self._sink.add(name, source, sha)
            except FileNotFoundError:
                if not Original.objects.filter(sha256=sha).exists() and not self._last:
                    raise Purged from None
                self.missing.append(sha)
                return
            if got != sha:
                self.damaged.append(sha)
                return
            self.copied += size
        self._count("originals", sha, name, size)

    def _derived(self, shelf: str, sha: str) -> None:
        name, source = _at(shelf, sha), store.path(shelf, sha)  # type: ignore[arg-type]
        try:
            size = source.stat().st_size
            told = self._known.get(name, "") if self._sink.holds(name, size) else ""
            if not told:
                told, self.copied = self._sink.add(name, source), self.copied + size
        except FileNotFoundError:
            return  # it can be made again
        self._count(shelf, told, name, size)

    def _count(self, shelf: str, told: str, name: str, size: int) -> None:
        self._line(f"{told}  {name}\n")
        part = self.counts.setdefault(shelf, {"count": 0, "bytes": 0})
        part["count"] += 1
        part["bytes"] += size
        self._done += size
        self._advance(self._done, self._total, name)


def _at(shelf: str, sha: str) -> str:
    return f"{shelf}/{sha[:2]}/{sha}"

"""Which index counts: MUNIMENT_HOME/index/current names a folder beside it.

A new one is built under another name and swapped in by replacing that file; the old one goes when
nobody needs it any more.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import shutil
import threading
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from search.index import files

if TYPE_CHECKING:
    from search.index.local import LocalIndex

log = logging.getLogger(__name__)
#: Raised whenever folding, stems or the files' layout change: an older index is then built anew.
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Generation:
    name: str
    embedder: str  # the setting that made its vectors; queries must use the same
    format: int = FORMAT
    since: int = 0  # the last news there was when it was begun: what went later may still lie in its files

    @property
    def folder(self) -> Path:
        return root() / self.name


def root() -> Path:
    folder = Path(settings.MUNIMENT_HOME) / "index"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def begin(embedder: str, since: int = 0) -> Generation:
    made = Generation(uuid.uuid4().hex[:12], embedder, since=since)
    made.folder.mkdir(mode=0o700)
    return made


def discard(made: Generation) -> None:
    shutil.rmtree(made.folder, ignore_errors=True)


def swap(to: Generation) -> None:
    files.write(root() / "current", asdict(to))


def current() -> Generation | None:
    """None when there is none, or when it was made by a release that kept it otherwise."""
    told = files.read(root() / "current", None)
    if told is None or told["format"] != FORMAT or not (root() / told["name"]).is_dir():
        return None
    return Generation(**told)


@contextlib.contextmanager
def lock(name: str) -> Iterator[bool]:
    """Whether the lock is ours. It goes with its process, however that ends. "index" is held by whoever
    writes to the index that counts, "rebuild" by whoever builds one beside it."""
    with (root() / f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def sweep() -> None:
    """Removes generations that do not count. The caller holds the rebuild lock; files that readers have
    open stay readable."""
    now = current()
    for folder in root().iterdir():
        if folder.is_dir() and (now is None or folder.name != now.name):
            shutil.rmtree(folder, ignore_errors=True)


class _Open:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.root: Path | None = None
        self.stamp: tuple[int, int] = (0, 0)
        self.pair: tuple[Generation, LocalIndex] | None = None

    def stale(self, here: Path) -> bool:
        """Another data folder, or an index folder that somebody deleted by hand."""
        return here != self.root or (self.pair is not None and not self.pair[0].folder.is_dir())


_open = _Open()


def opened() -> tuple[Generation, LocalIndex] | None:
    """The index that counts, for reading; None before the first one was made. Costs one stat."""
    from search.index.local import LocalIndex  # heavy: Tantivy and FAISS are loaded by the first search

    with _open.lock:
        here = root()
        while (stamp := files.stamp(here / "current")) != _open.stamp or _open.stale(here):
            generation = current()
            try:
                _open.pair = (generation, LocalIndex(generation.folder)) if generation else None
            except (FileNotFoundError, ValueError):
                if files.stamp(here / "current") != stamp or (generation and not generation.folder.is_dir()):
                    continue  # it was swapped and removed while it was being opened
                log.warning("the index in %s is damaged; it is made anew from the database", here)
                _open.pair = generation = None
            _open.stamp, _open.root = stamp, here
            if generation is None:
                break
        return _open.pair

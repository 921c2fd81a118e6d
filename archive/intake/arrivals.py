"""Files on their way in: what lies under the paths that were given, in the order people count in."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive import store
from archive.blocks import storable
from archive.faults import Refused

#: What systems leave in folders without anybody having put it there.
_LITTER = {".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".spotlight-v100", ".trashes", "@eadir"}
_DIGITS = re.compile(r"(\d+)")


class Arrival(Protocol):
    """One file. `place` is its path below what was given, `folder/…/name`, in storable text."""

    @property
    def place(self) -> str: ...
    @property
    def size(self) -> int: ...
    def at(self) -> AbstractContextManager[Path]:
        """The bytes as a file that may be read inside the block. Raises Refused or OSError."""
        ...


@dataclass(frozen=True, slots=True)
class FileArrival:
    path: Path
    place: str
    size: int

    def at(self) -> AbstractContextManager[Path]:
        check_readable(self.path)
        return _named_in_text(self.path) if _unspeakable(self.path) else nullcontext(self.path)


def _unspeakable(path: Path) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in os.fspath(path))


@contextmanager
def _named_in_text(path: Path) -> Iterator[Path]:
    """Libraries want names that are UTF-8; a link gives such a file one."""
    link = store.scratch() / f"named-{uuid.uuid4().hex}"
    link.symlink_to(path)
    try:
        yield link
    finally:
        link.unlink(missing_ok=True)


def found(path: Path) -> Iterator[FileArrival]:
    """The file itself, or every file below a folder; links to folders are not followed."""
    given = Path(os.path.abspath(path))  # noqa: PTH100  resolve() would follow the links
    yield from _below(given, given.name or "root") if given.is_dir() else [_arrival(given, given.name)]


def _below(folder: Path, place: str) -> Iterator[FileArrival]:
    try:
        with os.scandir(folder) as entries:
            names = sorted((entry.name for entry in entries), key=natural)
    except OSError:  # said when it is its turn, so that the other folders go on
        yield FileArrival(folder, readable(place), 0)
        return
    deeper = []
    for name in names:
        path = folder / name
        if is_litter(name):
            continue
        if os.path.isdir(path):  # noqa: PTH112  pathlib raises over a path that is too long
            if not path.is_symlink():
                deeper.append(path)
        else:
            yield _arrival(path, f"{place}/{name}")
    for path in deeper:
        yield from _below(path, f"{place}/{path.name}")


def _arrival(path: Path, place: str) -> FileArrival:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # said later, when it is this file's turn
    return FileArrival(path, readable(place), size)


def check_readable(path: Path) -> None:
    """Raises Refused for what is no ordinary readable file; never opens a pipe or a device."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        what = "is a link to a file that does not exist" if path.is_symlink() else "does not exist"
        raise Refused(f"The file {what}. Check the path.", code="missing") from None
    except OSError as error:
        raise Refused(f"The file cannot be reached ({error.strerror}).", code="unreadable") from error
    if stat.S_ISDIR(mode):
        raise Refused(
            "The folder may not be looked into by the user who runs this command. Change its permissions.",
            code="unreadable",
        )
    if not stat.S_ISREG(mode):
        raise Refused("This is a pipe, a socket or a device, not a file with pages in it.", code="not_a_file")
    if not os.access(path, os.R_OK):
        raise Refused(
            "The file may not be read by the user who runs this command. Change its permissions.",
            code="unreadable",
        )


def is_litter(name: str) -> bool:
    return name.lower() in _LITTER or name.startswith("._")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts page2 before page10."""
    parts = _DIGITS.split(text.casefold())
    return tuple(_number(p) if p.isascii() and p.isdigit() else (2, 0, p) for p in parts if p)


def by_folder(place: str) -> tuple[object, ...]:
    """A key that keeps folders together, each in its natural order, and a folder before those in it."""
    folder, _slash, name = place.rpartition("/")
    return tuple(natural(part) for part in folder.split("/")), natural(name)


def _number(digits: str) -> tuple[int, int, str]:
    """Longer is larger: int() refuses numbers of thousands of digits, and a ZIP may hold such a name."""
    plain = digits.lstrip("0")
    return 1, len(plain), f"{plain} {digits}"


def readable(name: str) -> str:
    """A name that can be stored and shown: bytes that are no text and control characters become �."""
    text = storable(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else "\N{REPLACEMENT CHARACTER}" for c in text
    )

"""What a backup's folder looks like, and what its manifest says."""

from __future__ import annotations

import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol, Self

from archive.faults import Fault

FORMAT = 1
#: Marks a folder as ours, so that nothing else is ever tidied away.
MARK = "muniment-backup.json"
MANIFEST, LIST = "manifest.json", "files.sha256"
#: Shelves of the store that nobody can make again, and those that are made from them.
KEPT = ("originals",)
DERIVED = ("images", "pyramids", "thumbs", "layers")
#: The name of a state: when it was taken, in UTC.
STATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?")
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)")


@dataclass(frozen=True, slots=True)
class Table:
    file: str
    columns: list[str]
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    release: str
    at: str
    database: str  # what it was taken from: sqlite or postgresql
    migrations: list[list[str]]
    tables: dict[str, Table]
    high_waters: dict[str, int]
    files: dict[str, dict[str, int]]  # shelf: how many, how many bytes
    list_sha256: str
    derived: bool
    secret: bool
    settings: dict[str, str]
    #: Originals that were lost, or whose bytes had changed, when the backup was made.
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def sound(self) -> bool:
        return not self.missing and not self.damaged

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, data: bytes) -> Self:
        try:
            told = json.loads(data)
            if told["format"] != FORMAT:
                raise Fault(
                    f"This backup has the form {told['format']}, which this release does not know. Use the release "
                    "that made it, or a later one.",
                    code="unknown_form",
                )
            tables = {name: Table(**table) for name, table in told.pop("tables").items()}
            return cls(tables=tables, **told)
        except (ValueError, TypeError, KeyError) as error:
            raise Fault("The manifest of this backup is damaged; choose another state.", code="damaged") from error


class Place(Protocol):
    """A backup that can be read: names are relative to its top."""

    def opened(self, name: str) -> IO[bytes]:
        """Raises FileNotFoundError."""

    def states(self) -> list[str]:
        """Names of the states, oldest first."""


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def opened(self, name: str) -> IO[bytes]:
        return (self.root / name).open("rb")

    def states(self) -> list[str]:
        return sorted(
            entry.name
            for entry in self.root.iterdir()
            if STATE.fullmatch(entry.name) and (entry / MANIFEST).is_file()
        )


class Tar:
    """One file with one state. Members are only ever read by their names, never unpacked by them."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members = {member.name: member for member in tar if member.isfile()}

    def opened(self, name: str) -> IO[bytes]:
        member = self._members.get(name)
        stream = self._tar.extractfile(member) if member else None
        if stream is None:
            raise FileNotFoundError(name)
        return stream

    def states(self) -> list[str]:
        places = (Path(name) for name in self._members)
        return sorted(str(p.parent) for p in places if p.name == MANIFEST and STATE.fullmatch(str(p.parent)))


@contextmanager
def opened(source: Path) -> Iterator[tuple[Place, str, Manifest]]:
    """A backup (its last state), one state of it by its folder, or a .tar. Raises a Fault that says why not."""
    wanted = ""
    if STATE.fullmatch(source.name) and (source.parent / MARK).is_file():
        source, wanted = source.parent, source.name
    if not os.path.lexists(source):
        raise Fault(f"There is no backup at {source}.", code="no_backup")
    try:
        if source.is_dir():
            yield _last(Folder(source), wanted, source)
            return
        with tarfile.open(source, "r:") as tar:
            yield _last(Tar(tar), wanted, source)
    except tarfile.TarError as error:
        raise Fault(f"{source} is no backup of Muniment, or only a part of one.", code="no_backup") from error


def _last(place: Place, wanted: str, source: Path) -> tuple[Place, str, Manifest]:
    states = place.states()
    if wanted and wanted not in states:
        raise Fault(f"There is no state {wanted} in {source}.", code="no_backup")
    if not states:
        raise Fault(f"There is no finished backup in {source}.", code="no_backup")
    name = wanted or states[-1]
    with place.opened(f"{name}/{MANIFEST}") as stream:
        return place, name, Manifest.read(stream.read())


def listed(place: Place, state: str) -> Iterator[tuple[str, str]]:
    """(sha256, name) of every file of a state but the manifest and this list."""
    with place.opened(f"{state}/{LIST}") as stream:
        for line in stream:
            told = _LINE.fullmatch(line.decode("ascii", "replace").rstrip("\n"))
            if told is None or ".." in told[2].split("/"):
                raise Fault(f"The list of files of {state} is damaged; choose another state.", code="damaged")
            yield told[1], told[2]

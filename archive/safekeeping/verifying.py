"""Whether a backup still is what it was."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from typing import IO

from archive.safekeeping.copying import CHUNK
from archive.safekeeping.gathering import Advance
from archive.safekeeping.rows import Digest
from archive.safekeeping.states import LIST, Manifest, Place, listed


def problems(
    place: Place,
    state: str,
    manifest: Manifest,
    advance: Advance = lambda *_: None,
    rotten: set[str] | None = None,
) -> Iterator[str]:
    """Reads every byte of a state; a sentence for each thing that is wrong. Names of files whose bytes changed go
    into `rotten`."""
    yield from (f"The original {sha} was missing already when the backup was made." for sha in manifest.missing)
    yield from (f"The original {sha} was damaged already when the backup was made." for sha in manifest.damaged)
    try:
        with place.opened(f"{state}/{LIST}") as stream:
            if hash_of(stream) != manifest.list_sha256:
                yield f"{state}/{LIST} is not as it was written."
                return
    except FileNotFoundError:
        yield f"{state}/{LIST} is missing."
        return
    yield from _files(place, state, manifest, advance, set() if rotten is None else rotten)
    yield from _rows(place, state, manifest)


def _files(place: Place, state: str, manifest: Manifest, advance: Advance, rotten: set[str]) -> Iterator[str]:
    total = sum(part["bytes"] for part in manifest.files.values()) or 1
    done = 0
    for sha, name in listed(place, state):
        if name in rotten:  # another state named it, too
            yield f"{name} is not as it was written."
            continue
        try:
            with place.opened(name) as stream:
                good, size = hash_of(stream) == sha, stream.tell()
        except FileNotFoundError:
            yield f"{name} is missing."
            continue
        if not good:
            yield f"{name} is not as it was written."
            rotten.add(name)
        done += size
        advance(done, total, name)


def _rows(place: Place, state: str, manifest: Manifest) -> Iterator[str]:
    for label, table in manifest.tables.items():
        try:
            digest = Digest()
            with (
                closing(place.opened(f"{state}/{table.file}")) as stream,
                gzip.open(stream, "rt", encoding="utf-8") as lines,
            ):
                for line in lines:
                    digest.add(json.loads(line))
        except (OSError, EOFError, ValueError):
            yield f"The rows of {label} cannot be read."
            continue
        told = digest.told()
        if (told.rows, told.digest) != (table.rows, table.digest):
            yield f"The rows of {label} are not those that were written."


def hash_of(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()

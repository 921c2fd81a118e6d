"""Making a backup while everything runs.

First the rows, read in one transaction; then the files they name. A file is in the store before its row is
committed and is never modified, so whatever the rows name is there to be copied, unless it was purged
meanwhile: then the rows are read again. Nothing in a backup can point to a file that is not in it, or the
manifest says which and the command fails aloud.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
import tarfile
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from archive.faults import Fault
from archive.safekeeping import snapshot, tidying, writing
from archive.safekeeping.copying import IntoFolder, IntoTar
from archive.safekeeping.gathering import Advance, Purged
from archive.safekeeping.states import DERIVED, MANIFEST, MARK, Folder, Manifest, listed
from archive.safekeeping.writing import Saved

KEEP = 7
BACKED_UP = "backed_up"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_TRIES = 3


def save(
    target: Path, *, derived: bool = False, keep: int = KEEP, advance: Advance = lambda *_: None
) -> tuple[Saved, Manifest]:
    """Raises a Fault that says what to do; what was in the target before stays as it was."""
    target = target.expanduser().resolve()
    home = Path(settings.MUNIMENT_HOME).resolve()
    if target == home or home in target.parents:
        raise Fault(
            f"{target} lies inside the data folder {home}: what takes the one takes the other. Choose a place on "
            "another disk.",
            code="inside",
        )
    with _about_room(target):
        for last in range(_TRIES):
            try:
                made = (_tar if target.suffix == ".tar" else _folder)(
                    target, derived, keep, advance, last == _TRIES - 1
                )
                break
            except Purged:
                continue
    _tell(made[0])
    return made


def _tell(saved: Saved) -> None:
    """Into history, also when the database still is as an earlier release left it."""
    loader = MigrationLoader(connection)
    event: Any = snapshot.state_at(loader, tuple(loader.applied_migrations)).get_model("archive", "event")
    event._base_manager.create(
        verb=BACKED_UP, target=f"backup:{saved.state}"[:60], after={"place": saved.place, "rows": saved.rows}
    )


@contextlib.contextmanager
def _about_room(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            said = f"There is no room left for the backup in {target}. Make room, or choose another place"
        else:
            said = f"The backup cannot be written to {target} ({error.strerror or error})"
        raise Fault(f"{said}; earlier backups there are as they were.", code="cannot_write") from error


def _folder(target: Path, derived: bool, keep: int, advance: Advance, last: bool) -> tuple[Saved, Manifest]:
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (target / MARK).is_file():
        if any(entry.name != ".lock" for entry in target.iterdir()):
            raise Fault(f"{target} holds other things; give the backup a folder of its own.", code="not_empty")
        (target / MARK).write_text(json.dumps({"made_by": "Muniment"}) + "\n", encoding="ascii")
    with (target / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Fault(f"Another backup is being written to {target}; wait for it.", code="busy") from None
        place = Folder(target)
        tidying.strays(target)
        state = _name(place.states())
        beside = target / f".{state}.partial"
        beside.mkdir(mode=0o700)
        made = writing.write(beside, state, IntoFolder(target), _known(place), derived, advance, last)
        os.sync()  # a manifest must not be on the disk before what it speaks of
        beside.replace(target / state)
        tidying.forget(place, keep)
    return replace(made[0], place=str(target)), made[1]


def _tar(target: Path, derived: bool, keep: int, advance: Advance, last: bool) -> tuple[Saved, Manifest]:
    target.parent.mkdir(parents=True, exist_ok=True)
    state = _name([])
    tidying.abandoned(target)
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}.partial")
    rows_beside = beside.with_suffix(".rows")
    try:
        rows_beside.mkdir(mode=0o700)
        with (
            os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
            tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar,
        ):
            sink = IntoTar(tar)
            made = writing.write(rows_beside, state, sink, {}, derived, advance, last)
            for file in sorted(rows_beside.rglob("*"), key=lambda path: path.name == MANIFEST):
                if file.is_file():
                    sink.add(f"{state}/{file.relative_to(rows_beside)}", file)
        os.sync()
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
        shutil.rmtree(rows_beside, ignore_errors=True)
    return replace(made[0], place=str(target)), made[1]


def _name(there: list[str]) -> str:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    again = sum(name.startswith(now) for name in there)
    return f"{now}-{again + 1}" if again else now


def _known(place: Folder) -> dict[str, str]:
    """Hashes of what is made from originals, as the last state has them: their names do not tell."""
    states = place.states()
    if not states:
        return {}
    try:
        return {name: told for told, name in listed(place, states[-1]) if name.split("/")[0] in DERIVED}
    except (Fault, OSError):  # its list is damaged: they are hashed again
        return {}

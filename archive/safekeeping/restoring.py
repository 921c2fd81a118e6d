"""An archive made again from a backup: in an empty data folder and an empty database, or not at all.

The database is first brought to the release of the backup, filled in one transaction, read back and
compared with what was saved, and only then brought forward. A restore that was broken off goes on when it
is called again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps as present
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from archive import registry, store
from archive.faults import Fault
from archive.models import Upload
from archive.models.claimable import Claimable
from archive.running import instance, planning
from archive.safekeeping import filling, remaking, rows, snapshot
from archive.safekeeping.copying import written
from archive.safekeeping.gathering import Advance
from archive.safekeeping.states import DERIVED, KEPT, Manifest, Place, listed, opened
from archive.safekeeping.verifying import hash_of

#: Lies in a data folder that is only half restored; `archive.checks` refuses to work on it.
UNFINISHED = "restoring.json"


@dataclass(frozen=True, slots=True)
class Restored:
    state: str
    release: str
    rows: int
    files: int
    render: int  # pages whose images are made again by the workers
    retried: int
    lost: list[str]  # originals that were missing or damaged already when the backup was made
    settings: dict[str, str]  # as they were when it was made, without secrets


def restore(source: Path, advance: Advance = lambda *_: None) -> Restored:
    """Raises a Fault that says why not; the target is then as it was, or can be gone on with."""
    home = Path(settings.MUNIMENT_HOME)
    with opened(source.expanduser().resolve()) as (place, state, manifest), _alone(home):
        migrations = tuple((app, name) for app, name in manifest.migrations)
        snapshot.check_known(MigrationExecutor(connection).loader, migrations)
        if not _goes_on(home, source, state):
            _empty(home)
            _note(home / UNFINISHED, {"source": str(source), "state": state})
        files = _files(place, state, manifest, home, advance)
        if not filling.filled(state):
            filling.fill(place, state, manifest, migrations)
        call_command("migrate", interactive=False, verbosity=0)
        planning.learn()
        remade = _settle()
        _secret(place, state, manifest, home)
        for catch_up in registry.each(registry.AFTER_WORK):
            catch_up()  # the index is a cache: made again from what was restored
        (home / UNFINISHED).unlink()
    count = sum(table.rows for table in manifest.tables.values())
    lost = [*manifest.missing, *manifest.damaged]
    return Restored(state, manifest.release, count, files, remade.pages, remade.halted, lost, manifest.settings)


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    try:
        lock = instance.lock()
    except instance.AlreadyRunning as other:
        raise Fault(
            f"Muniment runs on {home} (process {other.pid}). Restore into an empty folder: set MUNIMENT_HOME, or "
            "give --home.",
            code="running",
        ) from None
    except OSError as error:
        raise Fault(f"The data folder {home} cannot be written ({error.strerror}).", code="cannot_write") from error
    with lock:
        yield


def _note(file: Path, value: dict[str, Any]) -> None:
    beside = file.with_name(f".{file.name}")
    beside.write_text(json.dumps(value), encoding="utf-8")
    beside.replace(file)


def _goes_on(home: Path, source: Path, state: str) -> bool:
    try:
        told = json.loads((home / UNFINISHED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    if told["state"] != state:
        raise Fault(
            f"Another restore into {home}, of {told['state']} from {told['source']}, did not end. Call that again, "
            "or empty the folder and the database first.",
            code="unfinished",
        )
    return True


def _empty(home: Path) -> None:
    """Raises a Fault unless there is nothing that a restore could hide or mix with."""
    there = set(connection.introspection.table_names())
    kinds = [m for m in rows.kept(present) if m._meta.app_label not in ("contenttypes", "sessions")]
    found = [
        str(model._meta.verbose_name_plural)
        for model in kinds
        if model._meta.db_table in there
        and model._meta.label_lower != "auth.permission"
        and model._base_manager.exists()
    ]
    found += [f"files in {shelf}/" for shelf in (*KEPT, *DERIVED) if any((home / shelf).glob("*/*"))]
    if found:
        raise Fault(
            f"The archive in {home} is not empty: it has {', '.join(found[:4])}. A restore never writes over "
            "anything: give --home with a new folder (and an empty database where MUNIMENT_DATABASE_URL is set).",
            code="not_empty",
        )


def _files(place: Place, state: str, manifest: Manifest, home: Path, advance: Advance) -> int:
    """Copies the files in, hashing each; what an earlier try brought whole is not copied again."""
    total, done, count = sum(part["bytes"] for part in manifest.files.values()) or 1, 0, 0
    for sha, name in listed(place, state):
        shelf, _slash, _rest = name.partition("/")
        if shelf not in (*KEPT, *DERIVED):
            continue
        target = home / name
        # What an earlier try brought counts when it is what it should be: somebody may have been here since.
        if not (target.is_file() and _sha_of(target) == sha):
            with filling.readable(place, name) as stream:
                if written(stream, target, sha) != sha:
                    raise Fault(
                        f"{name} in the backup is not as it was written. Restore another copy of the backup, or "
                        "another state of it.",
                        code="damaged",
                    )
        done, count = done + target.stat().st_size, count + 1
        advance(done, total, name)
    return count


def _sha_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hash_of(stream)


def _settle() -> remaking.Remade:
    """Nobody works on anything here yet, and half of an upload did not come along."""
    for model in present.get_models():
        if issubclass(model, Claimable):
            model._base_manager.exclude(lease="").update(lease="", lease_until=None)
    coming = Upload.objects.filter(outcome=Upload.Outcome.COMING)
    coming.update(
        outcome=Upload.Outcome.REFUSED,
        code="restored",
        why="This file was on its way when the backup was made. Upload it again.",
    )
    return remaking.due_again()


def _secret(place: Place, state: str, manifest: Manifest, home: Path) -> None:
    if manifest.secret and not os.environ.get("MUNIMENT_SECRET_KEY"):
        with filling.readable(place, f"{state}/secret.key") as stream:
            written(stream, home / "secret.key")
    store.sweep_scratch()

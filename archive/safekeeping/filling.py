"""Putting the rows of a backup into an empty database: all of them, as they were, or none."""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from django.apps import apps as present
from django.apps.registry import Apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from archive.faults import Fault
from archive.safekeeping import rows, snapshot
from archive.safekeeping.states import Manifest, Place

RESTORED = "restored_from_backup"
Node = tuple[str, str]


@contextlib.contextmanager
def readable(place: Place, name: str) -> Iterator[Any]:
    try:
        with closing(place.opened(name)) as stream:
            yield stream
    except FileNotFoundError:
        raise Fault(
            f"{name} is missing from the backup. Restore another copy, or another state of it.", code="damaged"
        ) from None


def _event(apps: Apps) -> Any:
    return apps.get_model("archive", "event")


def filled(state: str) -> bool:
    """Whether the rows are in already: the event that says so came with them."""
    event = _event(present)
    return event._meta.db_table in connection.introspection.table_names() and bool(
        event._base_manager.filter(verb=RESTORED, target=f"backup:{state}"[:60]).exists()
    )


def fill(place: Place, state: str, manifest: Manifest, migrations: tuple[Node, ...]) -> None:
    apps = _at_the_backups_release(migrations)
    models = {model._meta.label_lower: model for model in rows.kept(apps)}
    with transaction.atomic():
        for model in models.values():
            model._base_manager.all().delete()  # what migrations themselves put in
        for label, table in manifest.tables.items():
            with (
                readable(place, f"{state}/{table.file}") as stream,
                gzip.open(stream, "rt", encoding="utf-8") as lines,
            ):
                rows.put(models[label], table.columns, map(json.loads, lines), connection.alias)
        snapshot.raise_to(connection, list(models.values()), manifest.high_waters)
        for label, table in manifest.tables.items():
            told = rows.told(models[label], connection.alias)
            if (told.rows, told.digest) != (table.rows, table.digest):
                raise Fault(
                    f"The rows of {label} are not those that were saved: {told.rows} instead of {table.rows}, or "
                    "other ones. Nothing was restored; try another state of the backup.",
                    code="differs",
                )
        _event(apps)._base_manager.create(
            verb=RESTORED,
            target=f"backup:{state}"[:60],
            after={"release": manifest.release, "made": manifest.at},
            at=datetime.now(UTC),
        )


def _at_the_backups_release(migrations: tuple[Node, ...]) -> Apps:
    executor = MigrationExecutor(connection)
    beyond = set(executor.loader.applied_migrations) - set(migrations)
    if beyond:
        app, name = sorted(beyond)[0]
        raise Fault(
            f"The database was prepared by a later release than the backup's ({app}.{name}). Give an empty one.",
            code="not_empty",
        )
    if set(migrations) - set(executor.loader.applied_migrations):
        executor.migrate(snapshot.tips(executor.loader, migrations))
    return snapshot.state_at(MigrationExecutor(connection).loader, migrations)

"""The whole database at one moment, while everything goes on writing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from archive.faults import Fault
from archive.safekeeping import rows

ALIAS = "snapshot"
Node = tuple[str, str]


@dataclass(frozen=True)
class Snapshot:
    """Valid inside `taken` alone. `apps` are the models as the database has them, which may be those of an
    earlier release."""

    apps: Apps
    migrations: tuple[Node, ...]
    using: str = ALIAS


@contextlib.contextmanager
def taken() -> Iterator[Snapshot]:
    """A second connection in one reading transaction: WAL (SQLite) and REPEATABLE READ (PostgreSQL) show it
    one moment, and hold nobody up. Raises a Fault when the database is of a newer release."""
    # A copy of its own: the caller's transaction, if any, sees what is not committed yet.
    link: Any = connection.copy(alias=ALIAS)
    if link.vendor == "sqlite":
        link.settings_dict["OPTIONS"] = {**link.settings_dict["OPTIONS"], "transaction_mode": "DEFERRED"}
    connections[ALIAS] = link
    try:
        with transaction.atomic(using=ALIAS):
            if link.vendor == "postgresql":
                with link.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            loader = MigrationLoader(link)
            applied = tuple(sorted(loader.applied_migrations))
            check_known(loader, applied)
            yield Snapshot(state_at(loader, applied), applied)
    finally:
        link.close()
        del connections[ALIAS]


def check_known(loader: MigrationLoader, migrations: tuple[Node, ...]) -> None:
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in loader.disk_migrations]
    if unknown:
        raise Fault(
            f"This was made by a newer release of Muniment, which has {unknown[0]}. Install that release, or a "
            "later one, and do the same again.",
            code="newer_release",
        )


def tips(loader: MigrationLoader, migrations: tuple[Node, ...]) -> list[Node]:
    """The last of these migrations in each app."""
    known = set(migrations)
    after = {node: loader.graph.node_map[node].children for node in migrations}
    return [
        node
        for node in migrations
        if not any(child.key[0] == node[0] and child.key in known for child in after[node])
    ]


def state_at(loader: MigrationLoader, migrations: tuple[Node, ...]) -> Apps:
    """The models as these migrations leave them."""
    return loader.project_state(tips(loader, migrations)).apps


def executor() -> MigrationExecutor:
    return MigrationExecutor(connection)


def high_waters(link: BaseDatabaseWrapper, models: list[rows.Model]) -> dict[str, int]:
    """The last number given out for each table: numbers of what was deleted are not given to others, because
    history speaks of them."""
    tables = {model._meta.db_table: model._meta.pk.column for model in models if _counts(model)}
    with link.cursor() as cursor:
        if link.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {name: int(last) for name, last in cursor.fetchall() if name in tables}
        found = {}
        for table, column in tables.items():
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            (sequence,) = cursor.fetchone()
            if sequence:
                cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608  a name it gave us
                last, called = cursor.fetchone()
                found[table] = int(last) if called else int(last) - 1
        return found


def raise_to(link: BaseDatabaseWrapper, models: list[rows.Model], marks: dict[str, int]) -> None:
    with link.cursor() as cursor:
        for model in models:
            table, last = model._meta.db_table, marks.get(model._meta.db_table, 0)
            if not last or not _counts(model):
                continue
            if link.vendor == "sqlite":
                cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [last, table])
                if not cursor.rowcount:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [f'"{table}"', model._meta.pk.column, last],
                )


def _counts(model: rows.Model) -> bool:
    return model._meta.auto_field is not None

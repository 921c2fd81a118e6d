from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from archive.doctor.finding import Finding, broken, warning, well

_OLDEST = 140000  # PostgreSQL 14, the oldest that this Django knows


def look(deep: bool) -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        said = " ".join(str(error).split())[:200]
        yield broken(
            "database.answers",
            f"The database does not answer: {said}",
            "Start it, or correct MUNIMENT_DATABASE_URL; for SQLite, see that MUNIMENT_HOME can be written.",
        )
        return
    yield from _postgresql() if connection.vendor == "postgresql" else _sqlite(deep)
    yield from _migrations()


def _postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
        cursor.execute("SHOW server_encoding")
        (encoding,) = cursor.fetchone()
    if version < _OLDEST:
        yield broken("database.version", f"PostgreSQL {version // 10000} is too old.", "Upgrade it to 14 or later.")
    if encoding != "UTF8":
        yield broken(
            "database.encoding",
            f"The database holds {encoding}, not every script.",
            "Make one with ENCODING 'UTF8' and restore a backup into it.",
        )
    yield well("database.answers", f"PostgreSQL {version // 10000}.{version % 10000}")


def _sqlite(deep: bool) -> Iterator[Finding]:
    file = Path(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
        if mode != "wal":
            yield broken(
                "database.wal",
                f"SQLite keeps its journal as {mode!r}: readers and writers wait for each other.",
                "Put MUNIMENT_HOME on a disk of this machine (network folders cannot do it), or use PostgreSQL.",
            )
        if deep:
            cursor.execute("PRAGMA quick_check(5)")
            wrong = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            loose = len(cursor.fetchmany(1000))
            if wrong or loose:
                yield broken(
                    "database.integrity",
                    f"The database file is damaged: {(wrong or [f'{loose} rows point nowhere'])[0]}"[:300],
                    "Stop Muniment and restore the last backup into a new folder: manage.py restore.",
                )
            else:
                yield well("database.integrity", "every page of the file and every reference is sound")
    size = file.stat().st_size if file.is_file() else 0
    yield well("database.answers", f"SQLite {sqlite3.sqlite_version}, {size / 1e6:.1f} MB")
    if size and file.stat().st_mode & 0o077 and Path(settings.MUNIMENT_HOME).stat().st_mode & 0o005:
        yield warning(
            "database.private",
            "Other accounts of this machine can read the database.",
            f"chmod 700 {settings.MUNIMENT_HOME}",
        )


def _migrations() -> Iterator[Finding]:
    loader = MigrationLoader(connection)
    applied, known = set(loader.applied_migrations), set(loader.disk_migrations)
    newer = sorted(applied - known)
    lacking = sorted(known - applied)
    if newer:
        yield broken(
            "database.release",
            f"A later release worked here: it has {newer[0][0]}.{newer[0][1]}.",
            "Run that release, or a later one; never an older one.",
        )
    elif lacking:
        yield broken(
            "database.release",
            f"The database is of an earlier release: {len(lacking)} migrations are due.",
            "manage.py backup TARGET, then manage.py migrate (or manage.py start)",
        )
    else:
        yield well("database.release", "prepared for this release")

"""SQLite is told how large the tables are, so that what asks for rights stays quick in a large archive."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from archive.models import Membership, Original, Page, Record
from archive.running import planning
from archive.running.sweep import Sweep
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)


def plan(pages: object) -> str:
    sql, parameters = pages.query.sql_with_params()  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql, parameters)
        return "\n".join(str(row[3]) for row in cursor.fetchall())


def test_a_few_pages_among_many_are_looked_up_and_not_searched_for_in_every_record() -> None:
    if connection.vendor != "sqlite":
        planning.learn()  # nothing to do, and no harm
        return
    where = makers.collection()
    person = get_user_model().objects.create_user("ada")
    Membership.objects.create(collection=where, person=person, role="editor")
    records = Record.objects.bulk_create(Record(collection=where, title=str(n)) for n in range(300))
    originals = Original.objects.bulk_create(
        Original(record=r, position=0, name="a.pdf", sha256=f"{r.pk:064x}", media_type="application/pdf", size=1)
        for r in records
    )
    pages = Page.objects.bulk_create(
        Page(record=o.record, original=o, index=n, order=n) for o in originals for n in range(20)
    )
    wanted = Page.objects.editable_by(person).order_by().filter(pk__in=[page.pk for page in pages[:500]])
    planning.learn()
    assert plan(wanted).splitlines()[0].startswith("SEARCH archive_page USING INTEGER PRIMARY KEY"), plan(wanted)


def test_the_sweep_sees_to_it(home: Path) -> None:
    if connection.vendor != "sqlite":
        return
    makers.page()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
    Sweep().once()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'archive_page'")
        assert cursor.fetchone()[0]

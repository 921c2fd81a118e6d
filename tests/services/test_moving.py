"""An archive moves from SQLite to PostgreSQL and back again by a backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import manage, small_page
from tests.test_restore import everything, files, restored, said

pytestmark = pytest.mark.services
SQLITE = {"MUNIMENT_DATABASE_URL": "", "MUNIMENT_BROKER_URL": ""}


def test_from_sqlite_to_postgresql_and_back_every_row_is_the_same(tmp_path: Path) -> None:
    small, scans = tmp_path / "small", tmp_path / "scans"
    scans.mkdir()
    for word in ("harbour", "orchard"):
        small_page(f"The {word} was sold", "in the year of the flood").page().image.save(scans / f"{word}.png")
    assert manage(small, "migrate", "-v0", **SQLITE).returncode == 0
    took = manage(small, "ingest", str(scans), "--collection", "letters", "--public", "--wait", **SQLITE)
    assert took.returncode == 0, took.stderr
    assert manage(small, "backup", str(tmp_path / "first"), "--with-derived", **SQLITE).returncode == 0
    large, back = tmp_path / "large", tmp_path / "back"
    restored(tmp_path / "first", large)
    told = ("backed_up", "restored_from_backup")
    rows = [everything(small, **SQLITE), everything(large)]
    found = [said(small, **SQLITE), said(large)]
    assert manage(large, "backup", str(tmp_path / "second.tar"), "--with-derived").returncode == 0
    restored(tmp_path / "second.tar", back, **SQLITE)
    rows.append(everything(back, **SQLITE))
    found.append(said(back, **SQLITE))
    for some in rows:
        some["archive.event"] = [row for row in some["archive.event"] if row[1]["verb"] not in told]
    assert rows[0] == rows[1] == rows[2]
    assert found[0] == found[1] == found[2]
    assert (
        files(small, "originals", "images")
        == files(large, "originals", "images")
        == files(back, "originals", "images")
    )

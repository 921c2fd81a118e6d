"""Today's code on a data folder that the previous landing made (see tests/upgrade/README.md)."""

from __future__ import annotations

import json
import re
import sqlite3
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.running import Instance, manage
from tests.test_restore import everything

pytestmark = pytest.mark.slow
MADE = Path(__file__).resolve().parent / "upgrade"
#: The folder holds a SQLite file, whatever the other tests run on.
SQLITE = {"MUNIMENT_DATABASE_URL": "", "MUNIMENT_BROKER_URL": ""}
#: Opens every address of the site as an admin; those that name a thing get the old ones' ids.
EVERY_PAGE = """
import json
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver
from archive.models import Collection, Original, Page, Record
admin = get_user_model().objects.create_superuser("ada", password="a long enough password")
client = Client(SERVER_NAME="localhost", raise_request_exception=False)
client.force_login(admin)
ids = {"collection": Collection, "record": Record, "page": Page, "original": Original, "slug": Collection}
slug = Collection.objects.get().slug
known = {"slug": slug, "collection_slug": slug, "level": 0, "column": 0, "row": 0}
def value(name):
    if name in known:
        return known[name]
    for word, model in ids.items():
        if name.startswith(word) or name == "pk":
            return model.objects.order_by("pk").first().pk
def walk(patterns, above=""):
    for p in patterns:
        route = above + str(getattr(p.pattern, "_route", ""))
        if hasattr(p, "url_patterns"):
            if not route.startswith("admin"):
                yield from walk(p.url_patterns, route)
        else:
            yield route
import re
told = {}
for route in walk(get_resolver().url_patterns):
    names = re.findall(r"<(?:\\w+:)?(\\w+)>", route)
    values = {n: value(n) for n in names}
    if None in values.values():
        continue
    path = "/" + re.sub(r"<(?:\\w+:)?(\\w+)>", lambda m: str(values[m[1]]), route)
    told[path] = client.get(path).status_code
print(json.dumps(told))
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with sqlite3.connect(home / "muniment.sqlite3") as link:
        link.executescript((MADE / "muniment.sql").read_text(encoding="utf-8"))
    link.close()
    with tarfile.open(MADE / "files.tar") as tar:
        tar.extractall(home, filter="data")
    return home


def found(home: Path, words: str) -> list[dict[str, Any]]:
    done = manage(home, "find", words, "--json", **SQLITE)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout)["hits"])


def test_everything_is_found_and_every_page_opens_after_start_alone(old: Path) -> None:
    with Instance(old, "--no-demo", **SQLITE) as running:
        running.wait_until_up()
        hits = [found(old, words)[0] for words in ("harbour", '"orchard was sold"', "garden of fruit trees")]
        assert [hit["file"] for hit in hits] == ["harbour.png", "orchard.png", "orchard.png"]
        assert all(hit["marks"] for hit in hits[:2])
        address = re.search(r'href="/(pages/\d+)', running.get("search?q=harbour"))
        assert address
        page = running.get(address[1])
        assert "great flood" in " ".join(re.sub(r"<[^>]+>", "", page).split())
        with urllib.request.urlopen(running.url + f"{address[1]}/image", timeout=10) as image:  # noqa: S310
            assert image.headers["Content-Type"] in ("image/png", "image/jpeg")
        assert running.interrupt() == 0


def test_no_page_of_the_site_stumbles_over_old_rows(old: Path) -> None:
    assert manage(old, "prepare", **SQLITE).returncode == 0
    done = manage(old, "shell", "-v0", "-c", EVERY_PAGE, **SQLITE)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert {path: status for path, status in told.items() if status >= 500} == {}
    assert sum(status == 200 for status in told.values()) >= 10, told


def test_what_is_new_works_on_old_rows(old: Path) -> None:
    assert manage(old, "migrate", "-v0", **SQLITE).returncode == 0
    # More of the same record's folder: recognised, and what is new is added.
    again = manage(old, "work", "--until-idle", **SQLITE)
    assert again.returncode == 0, again.stderr
    done = manage(old, "doctor", "--deep", "--json", **SQLITE)
    assert done.returncode == 0, done.stdout
    change = (
        "from archive.models import Page, Record, Transcription\n"
        "from django.utils import timezone\n"
        "page = Page.objects.get(original__name='orchard.png')\n"
        "assert page.original.accession is None\n"
        "assert page.record.withdrawn_why == ''\n"
        "page.record.trashed_at = timezone.now(); page.record.save()\n"
    )
    done = manage(old, "shell", "-v0", "-c", change, **SQLITE)
    assert done.returncode == 0, done.stderr
    assert [hit["file"] for hit in found(old, "sold")] == ["harbour.png"]


def test_a_backup_made_before_the_upgrade_restores_into_todays_release(old: Path, tmp_path: Path) -> None:
    """With today's code on the untouched folder: the safe order is to save first, and to migrate then."""
    target, home = tmp_path / "backup", tmp_path / "again"
    done = manage(old, "backup", str(target), **SQLITE)
    assert done.returncode == 0, done.stderr
    assert manage(home, "restore", str(target), **SQLITE).returncode == 0
    assert manage(home, "work", "--until-idle", **SQLITE).returncode == 0
    assert manage(old, "migrate", "-v0", **SQLITE).returncode == 0
    told = ("backed_up", "restored_from_backup")
    rows = [everything(old, **SQLITE), everything(home, **SQLITE)]
    for some in rows:
        some["archive.event"] = [row for row in some["archive.event"] if row[1]["verb"] not in told]
    assert rows[0] == rows[1]
    assert found(home, "harbour") == found(old, "harbour")


def test_the_database_of_a_later_release_is_refused_by_name(old: Path) -> None:
    with sqlite3.connect(old / "muniment.sqlite3") as link:
        link.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('archive', '9999_later', '2030-01-01')"
        )
    link.close()
    done = manage(old, "doctor", **SQLITE)
    assert done.returncode == 1
    assert "9999_later" in done.stdout
    saved = manage(old, "backup", str(old.parent / "backup"), **SQLITE)
    assert saved.returncode == 1
    assert "newer release" in saved.stderr

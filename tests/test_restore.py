"""`manage.py restore`: the same archive again, compared page by page, in a folder of its own."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image

from archive.safekeeping.states import Folder
from tests.running import ROOT, environment, manage, small_page

pytestmark = pytest.mark.slow
QUERIES = [
    "harbour",
    '"sold in the year"',
    "a boat for fishing",
    "lighthouse",
    "corrected by hand",
    "orchard -harbour",
]
#: What a person does on the site, written through the same models.
DEEDS = """
from django.contrib.auth import get_user_model
from django.db import transaction
from archive import events, transcriptions
from archive.blocks import PageText
from archive.models import *
from dataclasses import replace
people = get_user_model().objects
ada = people.create_superuser("ada", password="a long enough password")
bert = people.create_user("bert", password="another long password")
letters = Collection.objects.get(slug="letters")
Membership.objects.create(collection=letters, person=bert, role="editor")
page = Page.objects.select_related("current").filter(original__name="orchard.png").get()
first = page.current.content().blocks[0]
word = replace(first, text=first.text.replace("orchard", "meadow"), words=(), lines=())
with transaction.atomic():
    version = transcriptions.add(page, PageText((word,)), turn=page.turn, made_by="person", author=bert,
        status="corrected", note="corrected by hand: “meadow”, שדה")
    Page.objects.filter(pk=page.pk).update(current=version)
    events.record(bert, "corrected", page, version=version.number)
Record.objects.filter(pages=page).update(state="draft", description="Line one\\nline two \\t “quoted”, ñ 中")
gone = Record.objects.create(collection=letters, title="deleted again")
gone.delete()
Upload.objects.create(accession=Accession.objects.create(collection=letters, person=ada), token="t" * 43,
    name="half.pdf", size=10, received=5)
"""


def shell(home: Path, code: str, **more: str) -> str:
    done = manage(home, "shell", "-v0", "-c", code, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def everything(home: Path, **more: str) -> dict[str, list[Any]]:
    """Every row, as Django's own serializer tells it: not by the code that is being tried."""
    done = manage(home, "dumpdata", "--all", "--exclude=sessions.session", **more)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[Any]] = {}
    for row in json.loads(done.stdout):
        found.setdefault(row["model"], []).append((row["pk"], row["fields"]))
    return found


def said(home: Path, **more: str) -> list[Any]:
    """What is found, with every mark and its place."""
    done = manage(home, "find", "--batch", "-", "--json", stdin="\n".join(QUERIES), **more)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def files(home: Path, *shelves: str) -> dict[str, bytes]:
    return {
        str(file.relative_to(home)): file.read_bytes() for shelf in shelves for file in (home / shelf).glob("*/*")
    }


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with pages of several kinds, that people have worked in."""
    place = tmp_path_factory.mktemp("lived")
    home, scans = place / "home", place / "scans"
    scans.mkdir()
    for word in ("harbour", "orchard"):
        small_page(f"The {word} was sold in the year", "of the great flood").page().image.save(
            scans / f"{word}.png"
        )
    small_page("The lighthouse stood", "upon the northern rock").page().image.rotate(180).save(scans / "turned.png")
    Image.new("L", (600, 800), 255).save(scans / "blank.png")
    with pymupdf.open() as born:
        for text in (
            "A letter about a boat that was used for fishing herring.",
            "The second leaf of the same letter.",
        ):
            born.new_page(width=300, height=200).insert_text((30, 60), text, fontsize=9)
        born.save(scans / "born.pdf")
    (scans / "broken.jpg").write_bytes((scans / "harbour.png").read_bytes()[:300])
    assert manage(home, "migrate", "-v0").returncode == 0
    took = manage(home, "ingest", str(scans), "--collection", "letters", "--public", "--wait")
    assert took.returncode in (0, 1, 3), took.stdout + took.stderr
    shell(home, DEEDS)
    assert manage(home, "work", "--until-idle").returncode in (0, 3)
    return home


@pytest.fixture(scope="module")
def backup(lived: Path) -> Path:
    target = lived.parent / "backup"
    done = manage(lived, "backup", str(target))
    assert done.returncode == 0, done.stderr
    return target


def restored(backup: Path, home: Path, *arguments: str, **more: str) -> dict[str, Any]:
    done = manage(home, "restore", str(backup), "--json", *arguments, **more)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def same_but_for_the_telling(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> None:
    """Events of saving and restoring, and the upload whose other half never came, are all that differ."""
    assert before.keys() == after.keys()
    for kind in before.keys() - {"archive.event", "archive.upload"}:
        assert before[kind] == after[kind], kind
    told = ("backed_up", "restored_from_backup")
    for rows in (before, after):
        rows["archive.event"] = [row for row in rows["archive.event"] if row[1]["verb"] not in told]
    assert before["archive.event"] == after["archive.event"]
    ((_pk, upload),) = after["archive.upload"]
    assert (upload["outcome"], upload["code"], upload["name"]) == ("refused", "restored", "half.pdf")


def test_every_page_is_the_same_again(lived: Path, backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "again"
    told = restored(backup, home)
    # Found at once, before any image is made again.
    assert said(home) == said(lived)
    assert told["render"] >= 6
    assert manage(home, "work", "--until-idle").returncode in (0, 3)
    before, after = everything(lived), everything(home)
    assert len(before["archive.page"]) >= 6
    assert {row[1]["made_by"] for row in before["archive.transcription"]} == {"machine", "person"}
    same_but_for_the_telling(before, after)
    assert files(home, "originals") == files(lived, "originals")
    assert files(home, "images", "thumbs", "layers") == files(lived, "images", "thumbs", "layers")
    assert files(home, "pyramids").keys() == files(lived, "pyramids").keys()
    assert said(home) == said(lived)
    assert (home / "secret.key").read_bytes() == (lived / "secret.key").read_bytes()
    assert any(hit["hits"] for hit in said(home))


def test_what_was_deleted_before_gives_its_number_to_nobody(lived: Path, backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "again"
    restored(backup, home)
    make = (
        "from archive.models import Collection, Record\n"
        "print(Record.objects.create(collection=Collection.objects.first(), title='new').pk)"
    )
    last = max(pk for pk, _fields in everything(lived)["archive.record"])
    assert int(shell(home, make)) == last + 2  # one was deleted


def test_with_derived_nothing_is_to_be_made_again(lived: Path, tmp_path: Path) -> None:
    tar = tmp_path / "all.tar"
    assert manage(lived, "backup", str(tar), "--with-derived").returncode == 0
    home = tmp_path / "again"
    told = restored(tar, home)
    assert told["render"] == 0
    same_but_for_the_telling(everything(lived), everything(home))
    assert files(home, "pyramids", "images", "thumbs") == files(lived, "pyramids", "images", "thumbs")


def test_a_backup_made_while_files_are_taken_in_restores_whole(lived: Path, tmp_path: Path) -> None:
    busy, scans = tmp_path / "busy", tmp_path / "scans"
    scans.mkdir()
    for number in range(60):
        small_page(f"leaf {number}").page().image.save(scans / f"{number}.png")
    assert manage(busy, "migrate", "-v0").returncode == 0
    writer = subprocess.Popen(
        [sys.executable, "manage.py", "ingest", str(scans), "--collection", "busy"],
        cwd=ROOT, env=environment(busy), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    target, counts = tmp_path / "backup", []
    while writer.poll() is None or not counts:
        done = manage(busy, "backup", str(target), "--keep=100", "--json")
        assert done.returncode == 0, done.stderr
        counts.append(json.loads(done.stdout)["files"])
    assert writer.returncode == 0
    assert manage(busy, "backup", str(target), "--verify").returncode == 0
    # One from the middle, where there is one.
    names = Folder(target).states()
    middle = next((n for n, count in enumerate(counts) if 0 < count < 60), len(names) - 1)
    home = tmp_path / "again"
    told = restored(target / names[middle], home)
    assert told["files"] == counts[middle]
    rows = everything(home)
    have = {row[1]["sha256"] for row in rows.get("archive.original", [])}
    assert have == {Path(name).name for name in files(home, "originals")}
    assert {row[1]["original"] for row in rows.get("archive.page", [])} == {
        pk for pk, _fields in rows.get("archive.original", [])
    }


def test_it_writes_over_nothing(lived: Path, backup: Path) -> None:
    before = everything(lived)
    refused = manage(lived, "restore", str(backup))
    assert refused.returncode == 1
    assert "is not empty" in refused.stderr
    assert "--home" in refused.stderr
    assert everything(lived) == before
    assert manage(lived, "check").returncode == 0


def test_home_names_another_folder(lived: Path, backup: Path, tmp_path: Path) -> None:
    done = manage(lived, "restore", str(backup), "--home", str(tmp_path / "there"), MUNIMENT_DATABASE_URL="")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "there" / "muniment.sqlite3").is_file()


def test_a_backup_of_a_newer_release_is_refused(backup: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(backup, copy)
    (state,) = Folder(copy).states()
    manifest = json.loads((copy / state / "manifest.json").read_text())
    manifest["migrations"].append(["archive", "9999_the_future"])
    (copy / state / "manifest.json").write_text(json.dumps(manifest))
    refused = manage(tmp_path / "home", "restore", str(copy))
    assert refused.returncode == 1
    assert "newer release" in refused.stderr
    assert "9999_the_future" in refused.stderr
    assert not (tmp_path / "home" / "restoring.json").exists()


def an_original(copy: Path) -> Path:
    return next((copy / "originals").glob("*/*"))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda copy, state: an_original(copy).write_bytes(b"rot"), "is not as it was written"),
        (lambda copy, state: an_original(copy).unlink(), "is missing from the backup"),
        (lambda copy, state: (copy / state / "manifest.json").write_text("{"), "manifest of this backup"),
        (lambda copy, state: (copy / state / "files.sha256").write_text("../../etc/passwd\n"), "list of files"),
    ],
)  # fmt: skip
def test_a_damaged_backup_is_refused_with_a_sentence(
    backup: Path, tmp_path: Path, spoil: Any, sentence: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(backup, copy)
    spoil(copy, Folder(copy).states()[-1])
    refused = manage(tmp_path / "home", "restore", str(copy))
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_restore_that_is_killed_goes_on_and_nothing_starts_meanwhile(
    lived: Path, backup: Path, tmp_path: Path
) -> None:
    home = tmp_path / "again"
    killed = 0
    for pause in (1.5, 2.0, 2.5, 3.0, 3.5, 4.0):
        running = subprocess.Popen(
            [sys.executable, "manage.py", "restore", str(backup)],
            cwd=ROOT, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(pause)
        if running.poll() is None:
            running.send_signal(signal.SIGKILL)
            running.wait()
            killed += 1
        if (home / "restoring.json").exists():
            half = manage(home, "start", "--no-demo")
            assert half.returncode == 1
            assert "muniment.E004" in half.stderr
    assert killed
    if (home / "restoring.json").exists() or not (home / "originals").exists():
        restored(backup, home)
    assert said(home) == said(lived)
    assert manage(home, "work", "--until-idle").returncode in (0, 3)
    same_but_for_the_telling(everything(lived), everything(home))

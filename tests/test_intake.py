"""Taking in: what arrives, what is recognised, what a crash leaves behind."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from archive import store
from archive.models import Collection, Event, Membership, Original, Page, Record
from tests import makers
from tests.pictures import fields

_NAMES = """
SELECT o.name FROM archive_page p JOIN archive_original o ON o.id = p.original_id ORDER BY p."order"
"""
pytestmark = pytest.mark.django_db


def ingest(*paths: Path, code: int = 0, **options: Any) -> dict[str, Any]:
    """Runs the command and gives back what it printed as JSON."""
    out = io.StringIO()
    with contextlib.ExitStack() as stack:
        end = stack.enter_context(pytest.raises(SystemExit)) if code else None
        sinks = {"stdout": out, "stderr": io.StringIO()}
        call_command("ingest", *map(str, paths), json=True, **sinks, **{"collection": "box"} | options)
    assert end is None or end.value.code == code
    return json.loads(out.getvalue())


@pytest.fixture
def box(tmp_path: Path, home: Path) -> Path:
    """A folder with three pages whose natural order is not that of the alphabet."""
    folder = tmp_path / "in" / "box"
    folder.mkdir(parents=True)
    for number in (1, 2, 10):
        fields(30 + number, 20).save(folder / f"page{number}.png")
    return folder


def _pdf(path: Path, pages: int = 3) -> Path:
    document = pymupdf.open()
    for number in range(pages):
        document.new_page(width=100, height=100).insert_text((10, 50), f"page {number + 1}")
    document.save(path)
    return path


def test_each_file_becomes_a_record_with_its_pages(box: Path) -> None:
    _pdf(box / "letter.pdf")
    report = ingest(box)
    assert (report["taken"], report["refused"], report["pages"]) == (4, 0, 6)
    assert sorted(Record.objects.values_list("title", flat=True)) == ["letter", "page1", "page10", "page2"]
    letter = Record.objects.get(title="letter")
    assert list(letter.pages.values_list("index", flat=True)) == [0, 1, 2]
    assert {page.stage for page in Page.objects.all()} == {Page.Stage.RECEIVED}
    original = letter.originals.get()
    assert store.path("originals", original.sha256).read_bytes() == (box / "letter.pdf").read_bytes()
    assert (original.media_type, original.size) == ("application/pdf", (box / "letter.pdf").stat().st_size)


def test_a_folder_becomes_one_record_in_natural_order(box: Path) -> None:
    ingest(box, record_per="folder")
    record = Record.objects.get()
    assert record.title == "box"
    assert [page.original.name for page in record.pages.all()] == ["page1.png", "page2.png", "page10.png"]


def test_taking_the_same_folder_in_again_adds_nothing(box: Path) -> None:
    _pdf(box / "letter.pdf")
    for per in ("file", "folder"):
        options = {"record_per": per, "collection": f"by-{per}"}
        ingest(box, **options)
        before = _everything()
        report = ingest(box, **options)
        assert (report["taken"], report["already"]) == (0, 4)
        assert _everything() == before


def _everything() -> tuple[Any, ...]:
    return (
        list(Record.objects.order_by("pk").values_list("pk", "title", "source")),
        list(Original.objects.order_by("pk").values_list("pk", "record", "position", "sha256")),
        list(Page.objects.order_by("pk").values_list("pk", "order", "index")),
        Event.objects.count(),
    )


def test_a_folder_that_was_moved_is_still_the_same_folder(box: Path) -> None:
    for per in ("file", "folder"):
        ingest(box, record_per=per, collection=per)
        moved = box.parent.parent / f"moved-{per}" / "box"
        shutil.copytree(box, moved)
        assert ingest(moved, record_per=per, collection=per)["already"] == 3


def test_another_folder_of_the_same_name_is_another_record(box: Path) -> None:
    other = box.parent.parent / "elsewhere" / "box"
    other.mkdir(parents=True)
    fields(99, 10).save(other / "page1.png")
    ingest(box, record_per="folder")
    assert ingest(other, record_per="folder")["taken"] == 1
    assert Record.objects.filter(title="box").count() == 2


def test_the_same_name_in_two_folders_is_two_files(box: Path) -> None:
    for name in ("a", "b"):
        (box / name).mkdir()
        fields(50, 50 + len(name) * ord(name)).save(box / name / "scan.png")
    assert ingest(box)["taken"] == 5
    assert Original.objects.filter(name="scan.png").count() == 2
    assert {r.title for r in Record.objects.filter(originals__name="scan.png")} == {"scan"}


def test_pages_that_come_later_stand_where_they_belong(box: Path) -> None:
    ingest(box, record_per="folder")
    for number in (3, 0, 11):
        fields(30 + number, 21).save(box / f"page{number}.png")
    assert ingest(box, record_per="folder")["taken"] == 3
    names = [page.original.name for page in Record.objects.get().pages.all()]
    assert names == [f"page{n}.png" for n in (0, 1, 2, 3, 10, 11)]


def test_there_is_always_room_between_two_pages(box: Path) -> None:
    ingest(box, record_per="folder")
    for step in range(14):  # each into the gap before the last one: halves it every time
        fields(40, 40 + step).save(box / f"page9-{step:02}.png")
        ingest(box, record_per="folder")
    _pdf(box / "page2b.pdf", 40)
    ingest(box, record_per="folder")
    names = [page.original.name for page in Record.objects.get().pages.order_by("order")]
    expected = [
        "page1.png",
        "page2.png",
        *["page2b.pdf"] * 40,
        *[f"page9-{n:02}.png" for n in range(14)],
        "page10.png",
    ]
    assert names == expected
    assert [p.index for p in Page.objects.filter(original__name="page2b.pdf").order_by("order")] == list(range(40))


def test_a_record_that_somebody_put_into_another_order_still_takes_files(box: Path) -> None:
    ingest(box, record_per="folder")
    first, _second, third = Page.objects.order_by("order")
    for page, order in ((first, 9_000_000), (third, 5)):
        Page.objects.filter(pk=page.pk).update(order=order)
    fields(50, 50).save(box / "page1b.png")
    assert ingest(box, record_per="folder")["taken"] == 1
    names = [page.original.name for page in Page.objects.order_by("order")]
    assert [n for n in names if n != "page1b.png"] == ["page10.png", "page2.png", "page1.png"]


def test_a_changed_file_is_taken_in_beside_the_old_one(box: Path) -> None:
    ingest(box)
    fields(77, 77).save(box / "page1.png")
    report = ingest(box)
    assert (report["taken"], report["already"]) == (1, 2)
    assert Record.objects.filter(title="page1").count() == 2


def test_what_cannot_be_taken_in_is_said_and_the_others_go_on(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (box / "empty.pdf").touch()
    (box / "notes.txt").write_text("hello")
    (box / "gone.png").symlink_to(box / "nowhere.png")
    os.mkfifo(box / "pipe.png")
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(box)  # a socket's path may not be long
        listener.bind("socket.png")
        report = ingest(box, code=1)
    assert report["taken"] == 3
    codes = {Path(entry["file"]).name: entry["code"] for entry in report["refusals"]}
    assert codes == {
        "empty.pdf": "empty",
        "notes.txt": "unknown_type",
        "gone.png": "missing",
        "pipe.png": "not_a_file",
        "socket.png": "not_a_file",
    }
    assert all(entry["why"].endswith(".") for entry in report["refusals"])


def test_links_to_files_are_followed_and_links_to_folders_are_not(box: Path) -> None:
    (box / "linked.png").symlink_to(shutil.copy(box / "page1.png", box.parent / "target.png"))
    (box / "round").symlink_to(box.parent, target_is_directory=True)
    report = ingest(box)
    assert report["taken"] == 4


def test_what_a_system_leaves_in_folders_is_no_file(box: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "._page1.png", "desktop.ini"):
        (box / name).write_bytes(b"litter")
    (box / "__MACOSX").mkdir()
    (box / "__MACOSX" / "page1.png").write_bytes(b"litter")
    assert ingest(box)["taken"] == 3


def test_names_with_odd_characters_are_kept_as_far_as_they_are_text(box: Path) -> None:
    odd = [
        "ランダム日本語.png",
        "with\nnewline.png",
        "a'b\"c;--.png",
        "\u202egnp.exe.png",
        "  spaces  .png",
        "%s{0}.png",
    ]
    for number, name in enumerate(odd):
        fields(60, 40 + number).save(box / name)
    fields(60, 39).save(box / os.fsdecode(b"bad-\xff\xfe.png"))
    report = ingest(box)
    assert (report["taken"], report["refused"]) == (10, 0)
    names = set(Original.objects.values_list("name", flat=True))
    assert {odd[0], odd[2], odd[4], odd[5], "bad-\ufffd\ufffd.png"} <= names
    assert ingest(box)["already"] == 10


def test_a_dry_run_looks_at_everything_and_keeps_nothing(box: Path, home: Path) -> None:
    (box / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    report = ingest(box, code=1, dry_run=True)
    assert (report["taken"], report["refused"], report["pages"]) == (3, 1, 3)
    assert not Collection.objects.exists()
    assert not Record.objects.exists()
    assert not (home / "originals").exists()


def test_a_protected_pdf_arrives_with_its_password(box: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    document.save(box / "locked.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o", user_pw="secret")
    assert ingest(box, code=1)["refusals"][0]["code"] == "password"
    assert ingest(box, password=["wrong", "secret"])["taken"] == 1
    assert Original.objects.get(name="locked.pdf").password == "secret"


def test_passwords_come_from_a_file_that_other_users_cannot_see(box: Path, tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    document.save(box / "locked.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o", user_pw=" sécret ")
    words = tmp_path / "words.txt"
    words.write_text("wrong\n sécret \n", encoding="utf-8")
    assert ingest(box, Path("--password-file"), words)["refused"] == 0
    with pytest.raises(CommandError, match="no-such-file"):
        ingest(box, Path("--password-file"), tmp_path / "no-such-file")


def test_the_collection_is_made_for_members_and_opened_on_request(box: Path) -> None:
    ingest(box)
    assert Collection.objects.get(slug="box").visibility == Collection.Visibility.MEMBERS
    ingest(box, public=True)
    collection = Collection.objects.get(slug="box")
    assert collection.visibility == Collection.Visibility.PUBLIC
    assert collection.path == f"/{collection.pk}/"
    assert {record.state for record in Record.objects.all()} == {Record.State.PUBLISHED}


def test_only_who_may_edit_a_collection_takes_files_into_it(box: Path) -> None:
    users = get_user_model().objects
    editor, reader = users.create_user("editor"), users.create_user("reader")
    collection = makers.collection()
    Membership.objects.create(collection=collection, person=editor, role=Membership.Role.EDITOR)
    Membership.objects.create(collection=collection, person=reader, role=Membership.Role.READER)
    for name, slug in (("reader", collection.slug), ("editor", "brand-new"), ("nobody", collection.slug)):
        with pytest.raises(CommandError) as caught:
            ingest(box, collection=slug, user=name)
        assert caught.value.returncode == 2
    assert ingest(box, collection=collection.slug, user="editor")["taken"] == 3
    assert {original.uploaded_by for original in Original.objects.all()} == {editor}
    told = Event.objects.exclude(verb="created")
    assert set(told.values_list("actor__username", "verb")) == {("editor", "taken_in")}


def test_a_path_that_does_not_exist_is_a_wrong_command(box: Path) -> None:
    with pytest.raises(CommandError, match="no such") as caught:
        ingest(box, box / "nowhere")
    assert caught.value.returncode == 2
    assert not Record.objects.exists()


def test_a_file_that_is_too_large_is_refused(box: Path, settings: Any) -> None:
    settings.MUNIMENT_MAX_FILE_MB = 1
    (box / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * (2 << 20))
    refusal = ingest(box, code=1)["refusals"][0]
    assert refusal["code"] == "too_large"
    assert "MUNIMENT_MAX_FILE_MB" in refusal["why"]


def test_a_record_in_the_trash_is_not_taken_in_again(box: Path) -> None:
    from django.utils import timezone

    ingest(box)
    Record.objects.update(trashed_at=timezone.now())
    assert ingest(box)["already"] == 3


def test_an_intake_killed_at_any_moment_loses_and_doubles_nothing(box: Path, tmp_path: Path) -> None:
    for number in range(20, 60):
        fields(number, 33).save(box / f"page{number}.png")
    own = tmp_path / "own-home"
    environment = os.environ | {"MUNIMENT_HOME": str(own), "MUNIMENT_DATABASE_URL": ""}
    root = Path(__file__).resolve().parent.parent

    def manage(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    assert manage("migrate", "-v0").wait() == 0
    command = ("ingest", str(box), "--collection", "box", "--record-per", "folder", "--json")
    for delay in (1.2, 1.35, 1.5, 1.6):
        running = manage(*command)
        time.sleep(delay)
        running.send_signal(signal.SIGKILL)
        running.wait()
    done = manage(*command)
    out, _err = done.communicate()
    assert done.returncode == 0
    report = json.loads(out)
    assert report["taken"] + report["already"] == 43

    with sqlite3.connect(own / "muniment.sqlite3") as database:
        names = [row[0] for row in database.execute(_NAMES)]
        assert database.execute("SELECT count(*) FROM archive_record").fetchone() == (1,)
    assert names == [f"page{number}.png" for number in (1, 2, 10, *range(20, 60))]


@pytest.mark.parametrize("slug", ["my letters", "briefe/1841", "ä", "x" * 81, ""])
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_short_name_that_cannot_stand_in_an_address_is_refused(box: Path, slug: str, dry_run: bool) -> None:
    with pytest.raises(CommandError, match="short name") as caught:
        call_command("ingest", str(box), collection=slug, dry_run=dry_run)
    assert caught.value.returncode == 2
    assert not Collection.objects.exists()


def test_a_collection_is_opened_to_everybody_by_its_curators_only(box: Path) -> None:
    collection = makers.collection()
    people = {role: get_user_model().objects.create_user(role) for role in ("editor", "curator")}
    for role, person in people.items():
        Membership.objects.create(collection=collection, person=person, role=role)
    with pytest.raises(CommandError, match="may not open"):
        ingest(box, collection=collection.slug, public=True, user="editor")
    collection.refresh_from_db()
    assert collection.visibility == "members"
    ingest(box, collection=collection.slug, public=True, user="curator")
    collection.refresh_from_db()
    assert collection.visibility == "public"


def test_a_path_longer_than_any_is_one_that_does_not_exist(home: Path) -> None:
    with pytest.raises(CommandError, match="no such file"):
        call_command("ingest", "a" * 5000, collection="box")

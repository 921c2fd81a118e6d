"""`manage.py backup`: everything that cannot be made again, whole and private, and cheap the second time."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import subprocess
import tarfile
import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from archive import store
from archive.faults import Fault
from archive.models import Event, Original, Record
from archive.safekeeping import saving, states, verifying, writing
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scans(home: Path) -> list[Original]:
    """Three originals with bytes, each with a page and its text."""
    (home / "secret.key").write_text("the key", encoding="ascii")
    made = []
    for number in range(3):
        page = makers.transcribed(f"The page number {number}")
        sha, size = store.keep(io.BytesIO(f"bytes of scan {number}".encode() * 100))
        Original.objects.filter(pk=page.original_id).update(sha256=sha, size=size)
        made.append(Original.objects.get(pk=page.original_id))
    return made


@pytest.fixture
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("safe") / "backup"


def wrong(target: Path) -> list[str]:
    with states.opened(target) as (place, state, manifest):
        return list(verifying.problems(place, state, manifest))


def rows_of(target: Path, label: str) -> list[list[Any]]:
    with states.opened(target) as (place, state, manifest):
        table = manifest.tables[label]
        with place.opened(f"{state}/{table.file}") as stream:
            return [json.loads(line) for line in gzip.decompress(stream.read()).decode().splitlines()]


def test_every_original_and_every_row_is_in_it_and_anybody_can_check_it(
    scans: list[Original], target: Path
) -> None:
    saved, manifest = saving.save(target)
    assert saved.files == 3
    assert {t: manifest.tables[t].rows for t in ("archive.record", "archive.page", "archive.region")} == {
        "archive.record": 3,
        "archive.page": 3,
        "archive.region": 3,
    }
    for original in scans:
        copy = target / "originals" / original.sha256[:2] / original.sha256
        assert copy.read_bytes() == store.path("originals", original.sha256).read_bytes()
    assert wrong(target) == []
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", f"{saved.state}/files.sha256"],  # noqa: S607
        cwd=target, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr + checked.stdout


def test_the_second_time_only_what_is_new_is_copied(scans: list[Original], target: Path) -> None:
    first, _ = saving.save(target)
    assert first.copied == sum(original.size for original in scans)
    second, _ = saving.save(target)
    assert (second.copied, second.files) == (0, 3)
    assert second.state != first.state
    assert wrong(target / first.state) == wrong(target / second.state) == []


def test_only_the_owner_can_read_it(scans: list[Original], target: Path) -> None:
    saving.save(target)
    saving.save(target.with_name("one.tar"))
    loose = [
        path
        for path in [target, *target.rglob("*"), target.with_name("one.tar")]
        if stat.S_IMODE(path.stat().st_mode) & 0o077 and path.name not in (states.MARK, ".lock")
    ]
    assert loose == []


def test_one_file_holds_the_same_as_a_folder(scans: list[Original], target: Path) -> None:
    saving.save(target)
    saved, one = saving.save(target.with_name("one.tar"))
    assert wrong(target.with_name("one.tar")) == []
    with tarfile.open(target.with_name("one.tar")) as tar:
        names = tar.getnames()
        stream = tar.extractfile(f"{saved.state}/secret.key")
        assert stream
        assert stream.read() == b"the key"
    assert names[-1].endswith("/manifest.json"), "a tar that was cut off must not look finished"
    with states.opened(target) as (_place, _state, folder):
        # The folder's event is in the file's rows.
        same = {name: table for name, table in folder.tables.items() if name != "archive.event"}
        assert same == {name: table for name, table in one.tables.items() if name != "archive.event"}


def test_what_a_killed_try_at_a_file_left_goes_when_it_is_old(scans: list[Original], target: Path) -> None:
    tar, young = target.with_name("one.tar"), target.with_name(".one.tar.young.partial")
    old = [target.with_name(".one.tar.old.partial"), target.with_name(".one.tar.old.rows")]
    old[1].mkdir()
    for left in (young, old[0]):
        left.write_bytes(b"half")
    for left in old:
        os.utime(left, (1, 1))
    saving.save(tar)
    assert young.exists()
    assert not any(left.exists() for left in old)


def test_nobodys_session_is_kept(scans: list[Original], target: Path) -> None:
    Session.objects.create(session_key="k" * 32, session_data="x", expire_date=timezone.now())
    _saved, manifest = saving.save(target)
    assert "sessions.session" not in manifest.tables
    assert "auth.user" in manifest.tables


def test_secrets_in_the_settings_are_not_kept(
    scans: list[Original], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUNIMENT_BROKER_URL", "redis://:hush@queue/0")
    monkeypatch.setenv("MUNIMENT_RENDER_DPI", "250")
    _saved, manifest = saving.save(target)
    assert manifest.settings["MUNIMENT_RENDER_DPI"] == "250"
    assert "hush" not in json.dumps(manifest.as_json())


def test_what_is_written_meanwhile_is_wholly_in_it_or_not_at_all(
    scans: list[Original], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer commits record and event together, hundreds of times, between the tables being read."""
    stop, written = threading.Event(), [0]

    def write() -> None:
        from django.db import transaction

        try:
            while not stop.is_set():
                with transaction.atomic():
                    record = makers.record(title="made meanwhile")
                    Event.objects.create(verb="made", target=f"record:{record.pk}")
                written[0] += 1
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for _ in range(4):
            before = written[0]
            _saved, manifest = saving.save(target)
            made = {row[0] for row in rows_of(target, "archive.record") if "made meanwhile" in row}
            column = manifest.tables["archive.event"].columns.index("target")
            told = {row[column] for row in rows_of(target, "archive.event")}
            assert {f"record:{pk}" for pk in made} == {t for t in told if t.startswith("record:")}
            assert len(made) >= before
            counts.append(len(made))
    finally:
        stop.set()
        writer.join()
    assert counts[-1] > counts[0], "the writer was held up"


def test_a_file_that_is_purged_meanwhile_leaves_no_row_that_points_to_it(
    scans: list[Original], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = scans[0]
    real = writing._originals

    def purge(moment: Any) -> dict[str, int]:
        found = real(moment)
        if store.path("originals", gone.sha256).exists():
            Record.objects.get(pk=gone.record_id).pages.all().delete()
            Original.objects.filter(pk=gone.pk).delete()
            store.path("originals", gone.sha256).unlink()
        return found

    monkeypatch.setattr(writing, "_originals", purge)
    saved, _manifest = saving.save(target)
    assert saved.missing == []
    assert gone.sha256 not in json.dumps(rows_of(target, "archive.original"))
    assert wrong(target) == []


def test_a_lost_and_an_altered_original_are_said_and_the_rest_is_saved(
    scans: list[Original], target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saving.save(target)
    store.path("originals", scans[0].sha256).unlink()
    store.path("originals", scans[1].sha256).write_bytes(b"x" * scans[1].size)
    fresh = target.with_name("fresh")
    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(fresh))
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert f"{scans[0].sha256} is missing" in said
    assert f"{scans[1].sha256} has other bytes" in said
    assert len(wrong(fresh)) == 2
    # What an earlier backup holds of them is not written over.
    saved, _ = saving.save(target)
    assert (saved.missing, saved.damaged) == ([], [])
    assert wrong(target) == []


def test_a_backup_that_breaks_off_leaves_the_earlier_one_and_is_gone_on_with(
    scans: list[Original], target: Path
) -> None:
    class Pulled(Exception): ...

    first, _ = saving.save(target)
    sha, size = store.keep(io.BytesIO(b"one more"))
    Original.objects.create(record=scans[0].record, position=9, name="more", sha256=sha, size=size)

    def pull(done: int, total: int, what: str) -> None:
        raise Pulled

    with pytest.raises(Pulled):
        saving.save(target, advance=pull)
    with states.opened(target) as (_place, state, _manifest):
        assert state == first.state
    assert wrong(target) == []
    again, _ = saving.save(target)
    assert again.files == 4
    assert wrong(target) == []
    assert not list(target.rglob("*.partial"))


def test_old_states_go_and_with_the_last_that_knew_it_goes_what_was_purged(
    scans: list[Original], target: Path
) -> None:
    saving.save(target, keep=2)
    gone = scans[2]
    gone.pages.all().delete()
    gone.delete()
    store.path("originals", gone.sha256).unlink()
    copy = target / "originals" / gone.sha256[:2] / gone.sha256
    saving.save(target, keep=2)
    assert copy.exists()
    saving.save(target, keep=2)
    assert not copy.exists()
    assert len(states.Folder(target).states()) == 2
    assert wrong(target) == []


def test_every_byte_that_changes_afterwards_is_noticed(scans: list[Original], target: Path) -> None:
    saved, _ = saving.save(target)
    copy = target / "originals" / scans[0].sha256[:2] / scans[0].sha256
    data = copy.read_bytes()
    copy.write_bytes(b"X" + data[1:])
    assert wrong(target) == [f"originals/{scans[0].sha256[:2]}/{scans[0].sha256} is not as it was written."]
    copy.unlink()
    assert "is missing" in wrong(target)[0]
    copy.write_bytes(data)
    rows = target / saved.state / "rows" / "archive.page.jsonl.gz"
    rows.write_bytes(rows.read_bytes()[:-9])
    assert any("archive.page" in problem for problem in wrong(target))
    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(target), "--verify")
    assert ended.value.code == 1


def test_a_file_that_rotted_is_found_by_a_look_and_mended_by_the_next_backup(
    scans: list[Original], target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saving.save(target)
    copy = target / "originals" / scans[0].sha256[:2] / scans[0].sha256
    data = copy.read_bytes()
    copy.write_bytes(b"X" + data[1:])
    saving.save(target)
    assert copy.read_bytes() != data, "a backup does not read what is there already"
    with pytest.raises(SystemExit):
        call_command("backup", str(target), "--verify")
    assert "the next backup copies it anew" in capsys.readouterr().err
    assert not copy.exists()
    saving.save(target)
    assert copy.read_bytes() == data
    call_command("backup", str(target), "--verify")  # all states are whole again
    assert not list(target.glob("originals/*/*.rotten"))


def test_a_damaged_list_of_an_old_state_neither_stops_backups_nor_costs_a_file(
    scans: list[Original], target: Path
) -> None:
    first, _ = saving.save(target)
    (target / first.state / "files.sha256").write_text("nonsense\n")
    stray = target / "originals" / "ab" / ("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"perhaps the damaged list named it")
    second, _ = saving.save(target)
    assert stray.exists()
    (target / second.state / "files.sha256").unlink()
    third, _ = saving.save(target, derived=True)
    saving.save(target, keep=1)
    assert not stray.exists()
    assert third.files >= len(scans)


def test_with_derived_the_images_come_along(scans: list[Original], target: Path, home: Path) -> None:
    page = scans[0].pages.get()
    for shelf in ("images", "pyramids", "thumbs"):
        made = store.scratch() / "made"
        made.write_bytes(shelf.encode())
        store.put(shelf, page.image, made)
    saved, manifest = saving.save(target, derived=True)
    assert {shelf: part["count"] for shelf, part in manifest.files.items()} == {
        "originals": 3, "images": 1, "pyramids": 1, "thumbs": 1,
    }  # fmt: skip
    assert saving.save(target, derived=True)[0].copied == 0
    assert wrong(target) == []
    assert saved.copied > 0


@pytest.mark.parametrize("inside", ["", "backups", "originals/x.tar"])
def test_a_place_inside_the_data_folder_is_refused(scans: list[Original], home: Path, inside: str) -> None:
    with pytest.raises(CommandError, match="lies inside the data folder"):
        call_command("backup", str(home / inside))


def test_a_folder_that_holds_other_things_is_refused_and_left_alone(scans: list[Original], target: Path) -> None:
    target.mkdir()
    (target / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match="a folder of its own"):
        call_command("backup", str(target))
    assert [path.name for path in target.iterdir()] == ["letter.txt"]


def test_a_full_disk_is_said_and_the_earlier_backup_stays(
    scans: list[Original], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving.save(target)
    sha, size = store.keep(io.BytesIO(b"no room for me"))
    Original.objects.create(record=scans[0].record, position=9, name="more", sha256=sha, size=size)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 3})())
    with pytest.raises(Fault, match="no room left"):
        saving.save(target)
    assert wrong(target) == []


def test_history_says_that_a_backup_was_made(scans: list[Original], target: Path) -> None:
    get_user_model().objects.create_user("somebody")
    saved, _ = saving.save(target)
    event = Event.objects.get(verb=saving.BACKED_UP)
    assert event.target == f"backup:{saved.state}"
    assert event.after["place"] == str(target)


def test_the_command_says_what_it_did_for_programs_too(
    scans: list[Original], target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup", str(target), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["missing"], told["damaged"]) == (3, [], [])
    call_command("backup", str(target), "--verify", "--json")
    assert json.loads(capsys.readouterr().out) == {"states": {told["state"]: []}}

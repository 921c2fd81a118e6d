"""`manage.py doctor`: each lack is found, said in a sentence, and comes with what to do."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from archive import pipeline, registry, store
from archive.doctor import backups, database, machine, publicity, queues, storage
from archive.doctor.examining import examine
from archive.doctor.finding import Finding, State
from archive.models import Event, Original, Page
from archive.safekeeping import saving
from ocr_engine import doctor as reading
from search import doctor as index
from tests import leaves, makers
from tests.running import ROOT, environment, manage

pytestmark = pytest.mark.django_db(transaction=True)


def found(look: Any, deep: bool = False) -> dict[str, Finding]:
    return {finding.id: finding for finding in look(deep)}


@pytest.fixture
def scan(home: Path) -> Page:
    page = makers.transcribed("A page with its files")
    sha, size = store.keep(io.BytesIO(b"the scan"))
    Original.objects.filter(pk=page.original_id).update(sha256=sha, size=size)
    for shelf in ("images", "pyramids", "thumbs"):
        made = store.scratch() / "made"
        made.write_bytes(b"made")
        store.put(shelf, page.image, made)
    return page


def test_a_new_machine_hears_of_nothing_broken_and_the_exit_code_says_so(tmp_path: Path) -> None:
    assert manage(tmp_path, "migrate", "-v0").returncode == 0
    done = manage(tmp_path, "doctor", "--json")
    told = json.loads(done.stdout)
    assert [f for f in told["findings"] if f["state"] == "broken"] == []
    assert done.returncode == 0
    assert {f["part"] for f in told["findings"]} == set(registry.DOCTOR)


def test_an_unprepared_database_is_broken_and_the_exit_code_is_1(tmp_path: Path) -> None:
    done = manage(tmp_path, "doctor")
    assert done.returncode == 1
    assert "migrations are due" in done.stdout
    assert "manage.py migrate" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_database_that_does_not_answer_is_said_and_the_other_parts_are_looked_at(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    done = manage(tmp_path, "doctor", "--json", MUNIMENT_DATABASE_URL=nowhere)
    told = {f["id"]: f for f in json.loads(done.stdout)["findings"]}
    assert done.returncode == 1
    assert told["database.answers"]["state"] == "broken"
    assert told["storage.room"]["state"] != "broken"
    assert "Traceback" not in done.stderr


def test_every_warning_says_what_to_do(scan: Page) -> None:
    for _part, finding in examine():
        assert finding.fix or finding.state in (State.WELL, State.NOTE), finding


def test_a_look_that_fails_is_a_finding_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(deep: bool) -> Iterator[Finding]:
        raise OperationalError("the disk\nis on fire")
        yield

    monkeypatch.setattr(storage, "look", failing)
    told = dict[str, Finding]((finding.id, finding) for _part, finding in examine())
    assert told["storage.failed"].state == State.BROKEN
    assert "the disk is on fire" in told["storage.failed"].said
    assert "database.answers" in told
    assert "backups.age" in told


def test_it_loads_nothing_heavy_unless_asked(tmp_path: Path) -> None:
    code = (
        "import sys; from django.core.management import call_command\n"
        "try: call_command('doctor')\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in ('torch', 'transformers', 'openvino', 'onnxruntime') if m in sys.modules))"
    )
    done = manage(tmp_path, "shell", "-v0", "-c", code)
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


def test_a_package_that_is_missing_or_of_another_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name in ("pillow", "torch"):
            raise metadata.PackageNotFoundError(name)
        return "0.1" if name == "celery" else real(name)

    monkeypatch.setattr(metadata, "version", version)
    told = found(machine.look)
    assert told["machine.package.pillow"].state == State.BROKEN
    assert told["machine.package.pillow"].fix.startswith("pip install pillow==")
    assert told["machine.package.torch"].state == State.NOTE
    assert told["machine.package.celery"].state == State.WARNING


def test_a_clock_that_went_back_is_noticed(home: Path) -> None:
    event = Event.objects.create(verb="made", target="record:1")
    Event.objects.filter(pk=event.pk).update(at=timezone.now() + timedelta(days=3))
    assert found(machine.look)["machine.clock"].state == State.BROKEN


def test_a_lost_and_an_altered_original_are_found(scan: Page) -> None:
    assert found(storage.look)["storage.originals"].state == State.WELL
    path = store.path("originals", Original.objects.get(pk=scan.original_id).sha256)
    path.write_bytes(b"THE SCAN")
    assert "storage.originals" in found(storage.look), "the size is the same: only a deep look sees it"
    assert found(storage.look, deep=True)["storage.originals.altered"].state == State.BROKEN
    path.unlink()
    lost = found(storage.look)["storage.originals.lost"]
    assert lost.state == State.BROKEN
    assert path.name in lost.fix


def test_a_lost_image_is_found_and_its_fix_mends_it(scan: Page) -> None:
    assert found(storage.look)["storage.images"].state == State.WELL
    store.path("pyramids", scan.image).unlink()
    assert "manage.py remake" in found(storage.look)["storage.images"].fix
    call_command("remake")
    scan.refresh_from_db()
    assert scan.stage == Page.Stage.RECEIVED
    assert scan.current_id


def test_the_lost_image_of_a_skipped_page_is_made_again_and_it_is_not_read(scan: Page) -> None:
    Page.objects.filter(pk=scan.pk).update(condition="skipped", current=None, stage="rendered")
    never = makers.page(scan.record, condition="skipped")
    store.path("images", scan.image).unlink()
    call_command("remake")
    assert pipeline.due(pipeline.RENDER).get() == scan
    Page.objects.filter(pk=scan.pk).update(stage=Page.Stage.RENDERED)
    assert not pipeline.due(pipeline.READ).exists()
    assert never.stage == Page.Stage.RECEIVED


def test_a_password_left_lying_and_a_key_for_everybody_are_found(home: Path) -> None:
    for name in ("secret.key", "admin-password.txt"):
        (home / name).write_text("secret")
        (home / name).chmod(0o644)
    told = found(storage.look)
    assert told["storage.private.secret.key"].fix == f"chmod 600 {home / 'secret.key'}"
    assert told["storage.password"].state == State.WARNING


def test_a_full_disk_is_broken_before_it_breaks_things(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 1 << 20, "total": 1 << 40})())
    assert found(storage.look)["storage.room"].state == State.BROKEN


def test_a_folder_that_cannot_be_written_is_said(settings: Any, tmp_path: Path) -> None:
    settings.MUNIMENT_HOME = tmp_path / "nowhere"
    assert found(storage.look)["storage.writable"].state == State.BROKEN


def test_a_database_of_a_later_release_is_never_worked_on(home: Path) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("archive", "9999_later")
    try:
        told = found(database.look)["database.release"]
    finally:
        recorder.record_unapplied("archive", "9999_later")
    assert told.state == State.BROKEN
    assert "9999_later" in told.said


def test_the_database_is_sound_in_a_deep_look(home: Path) -> None:
    told = found(database.look, deep=True)
    assert {finding.state for finding in told.values()} == {State.WELL}
    assert "database.integrity" in told or connection.vendor != "sqlite"


def test_a_broker_that_is_down_is_said(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--only=queues", "--json"],
        cwd=ROOT,
        env=environment(home) | {"MUNIMENT_BROKER_URL": "redis://127.0.0.1:1/0"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = {f["id"]: f for f in json.loads(done.stdout)["findings"]}
    assert told["queues.broker"]["state"] == "broken"
    assert "MUNIMENT_BROKER_URL" in told["queues.broker"]["fix"]


def test_halted_pages_and_work_that_nobody_does_are_said(scan: Page) -> None:
    Page.objects.filter(pk=scan.pk).update(halted="damaged", halted_step="render", why="It is damaged.")
    makers.page()
    told = found(queues.look)
    assert "1 pages halted" in told["queues.halted"].said
    assert told["queues.work"].fix == "manage.py start"


@pytest.mark.parametrize(
    ("changed", "id_", "state"),
    [
        ({"DEBUG": True}, "settings.debug", State.WARNING),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["archive.example"]}, "settings.debug", State.BROKEN),
        ({"ALLOWED_HOSTS": ["*"]}, "settings.hosts", State.WARNING),
        ({"ALLOWED_HOSTS": ["archive.example"]}, "settings.https", State.WARNING),
        ({"MUNIMENT_BIND": "0.0.0.0:8000"}, "settings.https", State.WARNING),
        ({}, "settings.private", State.WELL),
    ],
)
def test_settings_that_are_unsafe_in_public_are_said(
    settings: Any, changed: dict[str, Any], id_: str, state: State
) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    for name, value in changed.items():
        setattr(settings, name, value)
    assert found(publicity.look)[id_].state == state


def test_a_language_that_no_engine_here_writes_is_said_with_the_package(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.collection(languages=["ar", "en"])
    monkeypatch.setattr(reading, "installed", lambda: frozenset({"eng", "osd"}))
    told = found(reading.look)["reading.languages"]
    assert "tesseract-ocr-ara" in told.fix
    monkeypatch.setattr(reading, "installed", lambda: frozenset({"ara", "eng"}))
    assert "reading.languages" not in found(reading.look)


def test_engines_are_really_tried_in_a_deep_look(home: Path) -> None:
    told = found(reading.look, deep=True)
    assert told["reading.openvino.runs"].state == State.WELL
    assert "CPU" in told["reading.openvino.runs"].said
    assert "reading.card" in told


def test_the_index_is_compared_with_the_database(home: Path) -> None:
    assert found(index.look)["index.there"].state == State.NOTE
    leaves.page("a lantern on the quay")
    assert found(index.look)["index.there"].state == State.WARNING
    call_command("rebuild_index", "--json")
    told = found(index.look, deep=True)
    assert told["index.behind"].state == State.WELL
    assert told["index.equal"].state == State.WELL


def test_it_asks_for_backups_until_there_is_one_and_again_when_it_is_old(
    scan: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert found(backups.look)["backups.age"].state == State.WARNING
    saving.save(tmp_path_factory.mktemp("safe") / "backup")
    told = found(backups.look)
    assert told["backups.age"].state == State.WELL
    assert told["backups.place"].state == State.WARNING, "the same disk"
    Event.objects.filter(verb=saving.BACKED_UP).update(at=timezone.now() - timedelta(days=9))
    assert "9 days" in found(backups.look)["backups.age"].said

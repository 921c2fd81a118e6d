"""`manage.py start`: everything runs, everything stops, and what is in the way is said clearly."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
from pathlib import Path

import pytest

from tests.running import Instance, manage, processes, wait_for


def test_it_starts_says_its_address_answers_and_stops_without_leaving_anything(tmp_path: Path) -> None:
    with Instance(tmp_path, "--no-demo") as running:
        running.wait_until_up()
        assert json.loads(running.get("health"))["status"] == "ok"
        assert "Muniment" in running.get("")
        assert running.interrupt() == 0
    assert "Stopped." in running.output()
    wait_for(lambda: not processes(tmp_path), 10, lambda: str(processes(tmp_path)))


def test_the_first_password_goes_to_a_file_only_its_owner_reads_and_to_no_log(tmp_path: Path) -> None:
    with Instance(tmp_path, "--no-demo") as running:
        running.wait_until_up()
    note = tmp_path / "admin-password.txt"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert note.read_text().strip() not in running.output()
    assert str(note) in running.output()


def test_a_second_instance_on_one_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with Instance(tmp_path, "--no-demo") as running:
        running.wait_until_up()
        second = manage(tmp_path, "start", "--bind=127.0.0.1:0", "--no-demo")
        assert second.returncode == 1
        assert f"already runs on {tmp_path} (process {running.process.pid})" in second.stderr
        assert json.loads(running.get("health"))["status"] == "ok"


def test_a_port_in_use_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = manage(tmp_path, "start", f"--bind=127.0.0.1:{taken.getsockname()[1]}", "--no-demo")
    assert refused.returncode == 1
    assert re.search(r"cannot be used \(.*\).*--bind", refused.stderr, re.S)


def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = manage(tmp_path / "file" / "home", "start", "--no-demo")
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr
    assert "MUNIMENT_HOME" in refused.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MUNIMENT_RENDER_DPI", "many", "muniment.E001"),
        ("MUNIMENT_BIND", "8000", "muniment.E003"),
        ("MUNIMENT_HOEM", "/data", "muniment.E002"),
        ("MUNIMENT_DATABASE_URL", "mysql://somewhere/db", "muniment.E001"),
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_start_with_an_id_and_a_hint(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    refused = manage(tmp_path, "start", "--no-demo", **{name: value})
    assert refused.returncode == 1
    assert said in refused.stderr
    assert name in refused.stderr
    assert "HINT" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_process_that_was_killed_is_started_again(tmp_path: Path) -> None:
    with Instance(tmp_path, "--no-demo") as running:
        running.wait_until_up()
        victims = [pid for pid, command in processes(tmp_path) if "sweep" in command or "gunicorn" in command]
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: "web ended (SIGKILL); starting it again." in running.output(), 20, running.output)

        def again() -> bool:
            try:
                return "ok" in running.get("health")
            except OSError:
                return False

        wait_for(again, 30, running.output)

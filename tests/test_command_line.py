"""The command line ends with a sentence and a sensible code, whatever happens to it; never with a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pictures import fields

ROOT = Path(__file__).resolve().parent.parent


def _started(home: Path, *arguments: str, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "MUNIMENT_HOME": str(home), "MUNIMENT_DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hears_interrupts,
        **more,
    )


def _hears_interrupts() -> None:
    """A shell lets what it starts in the background ignore them, and so would everything that this suite starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, error = process.communicate(timeout=120)
    assert "Traceback" not in error, error
    return process.returncode, out, error


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty archive in it."""
    home = tmp_path_factory.mktemp("home")
    assert _ended(_started(home, "migrate", "-v0"))[0] == 0
    return home


@pytest.mark.parametrize(
    "command",
    [["find", "grain", "--json"], ["work"], ["rebuild_index"], ["ingest", "README.md", "--collection", "a"]],
)
def test_an_archive_without_a_database_says_how_to_make_one(tmp_path: Path, command: list[str]) -> None:
    code, out, error = _ended(_started(tmp_path, *command))
    assert (code, out) == (2, "")
    assert "manage.py migrate" in error


def test_a_database_that_cannot_be_opened_says_where_to_look() -> None:
    code, _out, error = _ended(_started(Path("/dev/null/nowhere"), "work"))
    assert code == 2
    assert "MUNIMENT_HOME" in error


@pytest.mark.parametrize("command", [["find", "grain", "--json"], ["work"], ["rebuild_index", "--json"]])
def test_an_empty_archive_is_no_error(ready: Path, command: list[str]) -> None:
    assert _ended(_started(ready, *command))[0] == 0


def test_ctrl_c_ends_a_command_with_its_own_code(ready: Path, tmp_path: Path) -> None:
    for number in range(300):
        fields(900, 1200 + number).save(tmp_path / f"{number}.jpg")
    process = _started(ready, "ingest", str(tmp_path), "--collection", "many", start_new_session=True)
    scratch = ready / "originals"
    until = time.monotonic() + 60
    while not scratch.exists() and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    code, _out, error = _ended(process)
    assert code == 130
    assert "Stopped." in error
    assert not list((ready / "scratch").iterdir())


def test_an_interrupt_that_comes_within_a_finalizer_is_not_lost() -> None:
    script = (
        "import manage, os, signal, sys, time\n"
        "class Last:\n"
        "    def __del__(self):\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        for _ in range(1000): pass\n"
        "def works(_arguments):\n"
        "    one = Last()\n"
        "    del one\n"
        "    time.sleep(20)\n"
        "import django.core.management as management\n"
        "management.execute_from_command_line = works\n"
        "sys.exit(manage.main())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=_hears_interrupts,
    )
    assert ran.returncode == 130
    assert "Stopped." in ran.stderr


def test_output_to_a_pipe_that_was_closed_ends_quietly(ready: Path) -> None:
    process = _started(ready, "find", "--batch", "-", stdin=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("grain\n")
    process.stdin.flush()
    assert process.stdout.readline()
    process.stdout.close()
    process.stdin.write("grain\n" * 20)
    process.stdin.close()
    assert process.stderr is not None
    error = process.stderr.read()
    assert process.wait(timeout=60) == 141
    assert "Traceback" not in error
    assert "Exception ignored" not in error

"""A real instance for tests: `manage.py start` in its own session on its own data folder, on loopback."""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from archive.demo.drawing import Sheet
from archive.demo.faces import Face

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    """Of a process on its own data folder; on services, with a database and queues of its own."""
    return os.environ | {"MUNIMENT_HOME": str(home)} | _services_of_its_own(str(home)) | more


@cache
def _services_of_its_own(home: str) -> dict[str, str]:
    found = {}
    if database := os.environ.get("MUNIMENT_DATABASE_URL"):
        import psycopg

        name = f"muniment_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(database, autocommit=True) as link:
            link.execute(f"CREATE DATABASE {name}")  # our own twelve letters
        atexit.register(_drop, database, name)
        found["MUNIMENT_DATABASE_URL"] = urlsplit(database)._replace(path=f"/{name}").geturl()
    if (broker := os.environ.get("MUNIMENT_BROKER_URL", "")).startswith("redis"):
        import redis

        theirs = urlsplit(broker)._replace(path="/10").geturl()
        redis.Redis.from_url(theirs).flushdb()
        found["MUNIMENT_BROKER_URL"] = theirs
    return found


def _drop(database: str, name: str) -> None:
    import psycopg

    with psycopg.connect(database, autocommit=True) as link:
        link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def manage(
    home: Path, *arguments: str, timeout: float = 300, stdin: str | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        input=stdin,
        timeout=timeout,
        check=False,
    )


class Instance:
    """Started on creation; `said` collects what it prints."""

    def __init__(self, home: Path, *arguments: str, **more: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "start", f"--bind=127.0.0.1:{self.port}", *arguments],
            cwd=ROOT,
            env=environment(home, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        self.said.extend(self.process.stdout)

    def wait_until_up(self, seconds: float = 60) -> None:
        wait_for(lambda: any(self.url in line for line in self.said), seconds, self.output)

    def output(self) -> str:
        return "".join(self.said)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310
            return str(answer.read().decode())

    def interrupt(self, seconds: float = 40) -> int:
        """Ctrl-C, as at a terminal; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self._ended(seconds)

    def kill(self) -> None:
        self.process.kill()
        self._ended(10)

    def _ended(self, seconds: float) -> int:
        code = self.process.wait(seconds)
        # The pipe ends when the last of its processes has ended.
        self._listener.join(30)
        return code

    def __enter__(self) -> Instance:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.interrupt()


def wait_for(true: Callable[[], bool], seconds: float, otherwise: Callable[[], str] = str) -> None:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} seconds\n{otherwise()}")
        time.sleep(0.1)


def processes(home: Path) -> list[tuple[int, str]]:
    """Living processes that work on this data folder: (pid, command line)."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            theirs = (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"MUNIMENT_HOME={home}".encode() in theirs and command:
            found.append((int(folder.name), command))
    return found


def small_page(*lines: str) -> Sheet:
    """A page that is read in a moment; each line is one paragraph."""
    sheet, face = Sheet(900, 160 + 70 * len(lines)), Face("roman", 40)
    for row, text in enumerate(lines):
        sheet.line(text, face, 60, 110 + row * 70)
    return sheet

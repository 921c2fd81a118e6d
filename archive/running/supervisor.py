"""Runs the processes of an instance and keeps them running until told to stop."""

from __future__ import annotations

import ctypes
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parent.parent.parent
_STEADY = 10.0  # a process that lived this long is restarted at once when it dies
_LONGEST_PAUSE = 30.0
_PATIENCE = 20.0  # seconds from the polite request to stop to the end
_PR_SET_PDEATHSIG = 1


@dataclass
class _Process:
    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = field(default_factory=time.monotonic)


class Supervisor:
    """`commands` maps a name to a command line. `say` gets sentences for the person at the terminal."""

    def __init__(self, commands: dict[str, list[str]], say: Callable[[str], None]) -> None:
        self._processes = [_Process(name, command) for name, command in commands.items()]
        self._say = say
        self._stop = 0

    def run(self, tick: Callable[[], None] = lambda: None) -> None:
        """Until SIGINT or SIGTERM. `tick` is called several times a second."""
        before = {number: signal.signal(number, self._asked) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            while not self._stop:
                for process in self._processes:
                    self._look_after(process)
                tick()
                time.sleep(0.2)
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _asked(self, *_: object) -> None:
        self._stop += 1

    def _look_after(self, process: _Process) -> None:
        now = time.monotonic()
        if process.running is not None:
            code = process.running.poll()
            if code is None:
                return
            steady = now - process.started > _STEADY
            process.pause = 0.0 if steady else min(_LONGEST_PAUSE, max(0.5, process.pause * 2))
            process.running, process.due = None, now + process.pause
            self._say(f"{process.name} ended ({_how(code)}); starting it again.")
        if now >= process.due:
            process.started = now
            process.running = launch(process.command)

    def _end(self) -> None:
        running = [p.running for p in self._processes if p.running is not None]
        for one in running:
            one.terminate()
        until = time.monotonic() + _PATIENCE
        # A second Ctrl-C means now.
        while time.monotonic() < until and self._stop < 2 and any(one.poll() is None for one in running):
            time.sleep(0.05)
        for one in running:
            if one.poll() is None:
                one.kill()
            one.wait()


def launch(command: list[str]) -> subprocess.Popen[bytes]:
    """A process that the terminal's Ctrl-C does not reach, and that is told to stop when we die."""
    return subprocess.Popen(
        command,
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"

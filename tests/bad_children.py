"""Targets for child processes that behave badly, each in one way."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from archive.faults import Fault

_kept: list[bytes] = []


def serve(request: dict[str, Any]) -> dict[str, Any]:
    match request["do"]:
        case "echo":
            print("noise on standard output")
            return {"said": request["text"], "pid": os.getpid()}
        case "fault":
            raise Fault("The file is broken; ask for another.", code="broken", retryable=False)
        case "bug":
            raise ZeroDivisionError("a bug")
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "leave":
            os._exit(7)
        case "sleep":
            time.sleep(request["seconds"])
        case "nonsense":
            _answer_past_the_door(request["bytes"].encode("latin-1"))
            time.sleep(60)
        case "keep":
            _kept.append(os.urandom(request["size"]))
            return {"pid": os.getpid()}
        case "swell":
            _swell()
    return {}


def _answer_past_the_door(said: bytes) -> None:
    """As a child would that hostile bytes took over: straight into the pipe of the answers."""
    pipes = [fd for fd in range(3, 20) if str(_target(fd)).startswith("pipe:")]
    os.write(pipes[0], said + b"\n")


def _target(fd: int) -> Path:
    link = Path(f"/proc/self/fd/{fd}")
    return link.readlink() if link.is_symlink() else Path()


def _swell() -> None:
    held = []
    while True:
        held.append(bytearray(os.urandom(1 << 20)) * 16)
        time.sleep(0.01)

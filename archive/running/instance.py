"""One running instance for a data folder: a lock that dies with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from django.conf import settings


class AlreadyRunning(Exception):
    """Another instance works on this data folder; `pid` is its process."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


def _path() -> Path:
    return Path(settings.MUNIMENT_HOME) / "instance.lock"


def lock() -> IO[str]:
    """Holds the folder as long as the returned file stays open. Raises AlreadyRunning or OSError."""
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = path.open("a+", encoding="ascii")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        pid = handle.read().strip()
        handle.close()
        raise AlreadyRunning(pid) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def is_running() -> bool:
    """Whether `manage.py start` is at work on this data folder, on this machine."""
    try:
        handle = _path().open(encoding="ascii")
    except OSError:
        return False
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False

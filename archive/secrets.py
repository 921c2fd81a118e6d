"""Secrets that the archive makes for itself and keeps in files only their owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def kept(path: Path, length: int = 50) -> str:
    """The secret in `path`, made on first use (0600). An unwritable folder gives a passing one:
    commands that only look (`check`, `--help`) work, and `start` refuses with a clear message."""
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        pass
    value = secrets.token_urlsafe(length)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # O_EXCL beside and link: two processes starting together agree on one secret.
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        beside.touch(mode=0o600)
        beside.write_text(value, encoding="ascii")
        try:
            os.link(beside, path)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        finally:
            beside.unlink()
    except OSError:
        return value
    return value

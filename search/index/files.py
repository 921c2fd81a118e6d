"""Files that appear whole or not at all."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Any


def write(file: Path, value: Any) -> None:
    """Replaces a JSON file so that neither a reader nor a kill ever sees half of it."""
    beside = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
    with beside.open("w") as opened:
        json.dump(value, opened)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)


def read(file: Path, default: Any) -> Any:
    try:
        return json.loads(file.read_text())
    except FileNotFoundError:
        return default


#: The stamp of a file that is not there.
MISSING = (0, 0)


def stamp(file: Path) -> tuple[int, int]:
    """Changes whenever the file was replaced."""
    try:
        stat = file.stat()
    except FileNotFoundError:
        return MISSING
    return (stat.st_mtime_ns, stat.st_ino)

"""Names of files as browsers give them: labels with folders, never paths on our disk."""

from __future__ import annotations

import hashlib

from archive.blocks import storable
from archive.intake.arrivals import readable

_LONGEST = 500


def label(given: str) -> str:
    """`folder/…/name` without anything that points elsewhere or does not show; never empty, at most 500 long."""
    parts = (readable(storable(part)).strip() for part in given.replace("\\", "/").split("/"))
    name = "/".join(part for part in parts if part not in ("", ".", "..")) or "unnamed"
    return shortened(name)


def shortened(name: str) -> str:
    """Long names keep their beginning, their ending, and what tells them from each other."""
    if len(name) <= _LONGEST:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{name[:360].rstrip('/')}…{mark}…{name[-100:].replace('/', ' ')}"

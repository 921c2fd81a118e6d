"""Models that are converted once for this archive and kept. Knows no Django: engines' processes use it, too."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept(target: Path, make: Callable[[Path], None]) -> Path:
    """The folder `target`; where it is not there yet, `make` fills it.

    It is made beside and renamed into place: of two processes the slower one finds it done."""
    if target.exists():
        return target
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=".making-"))
    try:
        make(beside)
        os.rename(beside, target)  # noqa: PTH104  Path.rename says nothing about a folder in the way
    except OSError:
        if not target.exists():
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target

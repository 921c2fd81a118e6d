"""The store: what lies half-made in scratch, and for how long."""

from __future__ import annotations

import os
import time
from pathlib import Path

from archive import store


def test_what_a_crash_left_is_swept_away_and_what_is_being_made_stays(home: Path) -> None:
    long_ago = time.time() - 7200
    for name in ("crashed", "running"):
        folder = store.scratch() / f"{name}-folder"
        folder.mkdir()
        (folder / "image.png").write_bytes(b"half of it")
        (store.scratch() / f"{name}-file").write_bytes(b"half of it")
    (store.scratch() / "crashed-link").symlink_to("/nowhere")
    for left in store.scratch().glob("crashed-*"):
        os.utime(left, (long_ago, long_ago), follow_symlinks=False)
    store.sweep_scratch()
    assert {path.name for path in store.scratch().iterdir()} == {"running-folder", "running-file"}

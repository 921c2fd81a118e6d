"""What a backup's folder need not hold any longer."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from archive.faults import Fault
from archive.safekeeping.states import DERIVED, KEPT, MANIFEST, STATE, Folder, listed

_DAY = 86_400  # seconds


def strays(root: Path) -> None:
    """Removes what a backup that was broken off left half-made. The caller holds the lock."""
    for left in root.glob(".*.partial"):
        shutil.rmtree(left, ignore_errors=True)
    for shelf in (*KEPT, *DERIVED):
        for left in (root / shelf).glob("*/.*.partial"):
            left.unlink(missing_ok=True)
    for state in root.iterdir():
        if STATE.fullmatch(state.name) and not (state / MANIFEST).is_file():
            shutil.rmtree(state, ignore_errors=True)


def abandoned(tar: Path) -> None:
    """Removes what earlier tries at this file left; younger ones may be under way."""
    for left in tar.parent.glob(f".{tar.name}.*"):
        if left.suffix in (".partial", ".rows") and left.lstat().st_mtime < time.time() - _DAY:
            shutil.rmtree(left, ignore_errors=True)
            left.unlink(missing_ok=True)


def set_aside(place: Folder, rotten: set[str]) -> bool:
    """Files whose bytes changed no longer pass for copies: the next backup makes them anew, for all states that
    name them, and clears these away. Says whether that could be done here."""
    for name in rotten:
        file = place.root / name
        try:
            file.rename(file.with_name(file.name + ".rotten"))
        except OSError:  # a medium that cannot be written
            return False
    return True


def forget(place: Folder, keep: int) -> None:
    """Leaves the last states, and only the files that they name: what was purged from the archive goes from
    its backups when the last state that knew it goes."""
    states = place.states()
    for old in states[: max(0, len(states) - keep)]:
        # Without its manifest a state does not count, so a kill in the middle leaves no half of one.
        (place.root / old / MANIFEST).unlink()
        shutil.rmtree(place.root / old, ignore_errors=True)
    try:
        named = {name for state in place.states() for _sha, name in listed(place, state)}
    except (Fault, OSError):
        return  # what a damaged or lost list named nobody knows: every file stays until its state goes
    for shelf in (*KEPT, *DERIVED):
        for file in (place.root / shelf).glob("*/*"):
            if str(file.relative_to(place.root)) not in named:
                file.unlink(missing_ok=True)

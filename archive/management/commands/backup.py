"""`manage.py backup TARGET`: a copy of the archive that it can be made again from."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.faults import Fault
from archive.running.progress import Progress
from archive.safekeeping import saving, states, tidying, verifying


class Command(BaseCommand):
    help = (
        "Saves the database, the originals and the key that signs, consistently while everything runs. Into a "
        "folder, files that are there already are not copied again; into a .tar, everything goes into one file. "
        "Exit code 0: all is saved; 1: nothing was, or originals are missing or damaged (which is said)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", metavar="TARGET", help="a folder of its own, or a file that ends in .tar")
        parser.add_argument(
            "--with-derived", action="store_true", help="page images, tiles and thumbnails too: nothing to wait for"
        )
        parser.add_argument(
            "--keep",
            type=int,
            default=saving.KEEP,
            metavar="N",
            help="states kept in a folder (default %(default)s)",
        )
        parser.add_argument(
            "--verify",
            action="store_true",
            help="read TARGET and compare every byte; what rotted is set aside, nothing is saved",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, target: str, **options: Any) -> None:
        if options["keep"] < 1:
            raise CommandError("--keep must be 1 or more.", returncode=2)
        try:
            self._verify(Path(target), options) if options["verify"] else self._save(Path(target), options)
        except Fault as fault:
            raise CommandError(fault.message) from fault

    def _save(self, target: Path, options: dict[str, Any]) -> None:
        with Progress(1, "Saving") as progress:

            def advance(done: int, total: int, what: str) -> None:
                progress.total = total
                progress.advance(done - progress.done, what)

            saved, _manifest = saving.save(
                target, derived=options["with_derived"], keep=options["keep"], advance=advance
            )
        if options["json"]:
            self.stdout.write(json.dumps(asdict(saved), ensure_ascii=False))
        else:
            self.stdout.write(
                f"Saved {saved.rows:,} rows and {saved.files:,} files ({_size(saved.bytes)}, of which "
                f"{_size(saved.copied)} new) to {saved.place}, state {saved.state}."
            )
        for sha in saved.missing:
            self.stderr.write(f"The original {sha} is missing from the data folder; `manage.py doctor --deep`.")
        for sha in saved.damaged:
            self.stderr.write(f"The original {sha} has other bytes than when it was taken in; it was not saved.")
        if saved.missing or saved.damaged:
            sys.exit(1)

    def _verify(self, target: Path, options: dict[str, Any]) -> None:
        with states.opened(target.expanduser().resolve()) as (place, last, _newest):
            names = [last] if target.name == last else place.states()
            found: dict[str, list[str]] = {}
            rotten: set[str] = set()
            for name in names:
                with place.opened(f"{name}/{states.MANIFEST}") as stream:
                    manifest = states.Manifest.read(stream.read())
                found[name] = list(verifying.problems(place, name, manifest, rotten=rotten))
            aside = isinstance(place, states.Folder) and tidying.set_aside(place, rotten)
        if options["json"]:
            self.stdout.write(json.dumps({"states": found}, ensure_ascii=False))
        else:
            for name, problems in found.items():
                self.stdout.write(f"{name}: " + ("as it was written" if not problems else ""))
                for problem in problems:
                    self.stdout.write(f"  {problem}")
        if rotten and aside:
            self.stderr.write("What is not as it was written is set aside; the next backup copies it anew.")
        if any(found.values()):
            sys.exit(1)


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"

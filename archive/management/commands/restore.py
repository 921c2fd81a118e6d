"""`manage.py restore SOURCE`: an archive made again from a backup."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import checks
from archive.faults import Fault
from archive.running.progress import Progress
from archive.safekeeping import restoring


class Command(BaseCommand):
    help = (
        "Makes an archive again from a backup (its last state, one state's folder, or a .tar), in an empty data "
        "folder and an empty database. Every file and every row is compared with what was saved."
    )
    requires_system_checks = []  # one of them refuses a folder that a broken off restore left

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="SOURCE")
        parser.add_argument("--home", metavar="DIR", help="the new data folder (default: MUNIMENT_HOME)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, source: str, home: str | None, **options: Any) -> None:
        wrong = checks.environment_is_understood()
        if wrong:
            raise CommandError(" ".join(f"{problem.msg} {problem.hint}" for problem in wrong))
        if home and Path(home).expanduser().resolve() != Path(settings.MUNIMENT_HOME):
            self._elsewhere(source, home, options)
            return
        try:
            with Progress(1, "Restoring") as progress:

                def advance(done: int, total: int, what: str) -> None:
                    progress.total = total
                    progress.advance(done - progress.done, what)

                made = restoring.restore(Path(source), advance)
        except Fault as fault:
            raise CommandError(fault.message) from fault
        if options["json"]:
            self.stdout.write(json.dumps(asdict(made), ensure_ascii=False))
        else:
            self._say(made)

    def _say(self, made: restoring.Restored) -> None:
        self.stdout.write(
            f"Restored {made.rows:,} rows and {made.files:,} files of {made.state} into {settings.MUNIMENT_HOME}; "
            "each is the same as it was saved."
        )
        if made.render:
            self.stdout.write(
                f"{made.render:,} pages get their images again from the originals once `manage.py start` runs (or "
                "by `manage.py work --until-idle`); they can be found at once."
            )
        if made.retried:
            self.stdout.write(f"{made.retried:,} of them had halted and are tried again.")
        for sha in made.lost:
            self.stderr.write(f"The original {sha} was lost already when the backup was made.")
        for name, value in made.settings.items():
            now = os.environ.get(name, "")
            if name != "MUNIMENT_HOME" and now != value:
                said = f"is {now!r}" if now else "is not set"
                self.stdout.write(f"{name} was {value!r} when the backup was made; now it {said}.")

    def _elsewhere(self, source: str, home: str, options: dict[str, Any]) -> None:
        """Settings are read once, so another data folder takes another process."""
        command = [
            sys.executable,
            str(Path(settings.BASE_DIR) / "manage.py"),
            "restore",
            str(Path(source).resolve()),
        ]
        command += ["--json"] if options["json"] else []
        done = subprocess.run(command, env={**os.environ, "MUNIMENT_HOME": str(Path(home).resolve())}, check=False)
        if done.returncode:
            sys.exit(done.returncode)

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat

from archive.storage import measuring


class Command(BaseCommand):
    help = (
        "Measures the data folder by kind of thing and looks for files that nothing needs. The storage page shows "
        "the last result. May run at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sweep-orphans", action="store_true", help="remove files that nothing has needed for a day"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, sweep_orphans: bool, **options: Any) -> None:
        found = measuring.measure(sweep=sweep_orphans)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for name, kind in found["kinds"].items():
            self.stdout.write(f"{name:<10} {_size(kind['bytes']):>12}  {kind['files']} files")
        self.stdout.write(f"{'all':<10} {_size(found['bytes']):>12}")
        self.stdout.write(f"{_size(found['disk']['free'])} of {_size(found['disk']['total'])} are free.")
        left = found["orphans"]
        if left["removed"]:
            self.stdout.write(f"{left['removed']} files that nothing needed were removed.")
        elif left["files"]:
            said = f"{left['files']} files ({_size(left['bytes'])}) are needed by nothing"
            self.stdout.write(f"{said}; --sweep-orphans removes them.")


def _size(number: int) -> str:
    return str(filesizeformat(number)).replace("\xa0", " ")

"""`manage.py rebuild_index`: a new index from the database, proven equal, swapped in."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.faults import Fault
from search import rebuilding


class Command(BaseCommand):
    help = "Builds the index anew beside the old one, proves that it equals the database, and swaps it in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        def quiet(_sentence: str) -> None: ...

        try:
            made = rebuilding.rebuild(quiet if options["json"] else self.stdout.write)
        except Fault as fault:
            raise CommandError(fault.message) from fault
        if options["json"]:
            self.stdout.write(json.dumps(asdict(made)))
            return
        held = made.contents
        self.stdout.write(
            f"The new index counts: {held.pages} pages ({held.pages_digest[:16]}), {held.passages} passages "
            f"({held.passages_digest[:16]}), the same as in the database."
        )

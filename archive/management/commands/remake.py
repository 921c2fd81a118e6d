"""`manage.py remake`: makes lost page images again from the originals."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive.safekeeping import remaking


class Command(BaseCommand):
    help = (
        "Has the workers make images, tiles and thumbnails again where they are missing. Texts stay as they are; "
        "pages that had halted are tried anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, **options: Any) -> None:
        made = remaking.due_again()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(made)))
        else:
            self.stdout.write(
                f"{made.pages} pages lack their images and wait to be rendered (`manage.py start`, or "
                f"`manage.py work --until-idle`); {made.halted} of them had halted."
            )

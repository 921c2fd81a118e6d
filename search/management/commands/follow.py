"""`manage.py follow`: keeps this machine's index up to date for as long as it runs."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive.running import signs
from search import follower
from search.index import generations


class Command(BaseCommand):
    help = "Takes every change of the archive into the index within a second or two."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, help="stop after so many seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        until = time.monotonic() + options["seconds"] if options["seconds"] is not None else None
        while until is None or time.monotonic() < until:
            with generations.lock("index") as ours:
                if ours:
                    with signs.ended_by_term(), signs.of_life("follower"):
                        follower.follow(until)
                    return
            time.sleep(0.5)  # a command is catching up, or another follower runs: we take over when it ends

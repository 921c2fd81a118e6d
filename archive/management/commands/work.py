from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive import pipeline
from archive.models import Page
from archive.running import work


class Command(BaseCommand):
    help = "Does all due work in the foreground. Exit code 3 when pages had to be halted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until-idle", action="store_true", help="stop when nothing is due any more (always so, said aloud)"
        )
        parser.add_argument(
            "--retry",
            nargs="?",
            const="",
            metavar="CODE",
            help="first let halted pages try again: all of them, or those halted with this code",
        )

    def handle(self, *_: Any, retry: str | None, **__: Any) -> None:
        if retry is not None:
            halted = Page.objects.filter(halted=retry) if retry else Page.objects.all()
            self.stdout.write(f"{pipeline.retry(halted)} halted pages are tried again.")
        outcome = work.until_idle(progress=self._say)
        if self.stderr.isatty():
            self.stderr.write("")
        self.stdout.write(f"{outcome.findable} pages are findable, {len(outcome.halted)} halted.")
        for page in outcome.halted:
            self.stdout.write(f"  {page.original.name}, page {page.index + 1}: {page.why}")
        if outcome.halted:
            raise SystemExit(3)

    def _say(self, left: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{left} pages left   ", ending="")

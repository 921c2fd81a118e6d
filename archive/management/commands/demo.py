"""`manage.py demo`: draws the demo collection and takes it in like any other."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from archive import collections, demo, events
from archive.intake import arrivals, describing, sheet
from archive.intake.taking import Intake
from archive.models import Collection, Event, Page
from archive.running import work


class Command(BaseCommand):
    help = (
        "Draws the pages of an invented harbour town and takes them in as a public collection. "
        "Does nothing in an archive that holds something already, unless asked with --anyway."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder", type=Path, help="keep the files here, with the truth that `evaluate ocr` scores by"
        )
        parser.add_argument("--only-write", action="store_true", help="write --folder and take nothing in")
        parser.add_argument("--anyway", action="store_true", help="also into an archive that is not empty")
        parser.add_argument("--wait", action="store_true", help="return when every page is findable or halted")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path | None = options["folder"]
        if options["only_write"]:
            if folder is None:
                raise CommandError("--only-write needs --folder: where should the files go?", returncode=2)
            self._say(f"{len(self._write(folder, truth=True))} files written to {folder}")
            return
        if not (options["anyway"] or demo.wanted() or _is_here()):
            raise CommandError(
                "This archive is not empty. Add the demo to it with --anyway, "
                "or set MUNIMENT_HOME to a new folder.",
                returncode=2,
            )
        with tempfile.TemporaryDirectory(prefix="muniment-demo-") as passing:
            into = folder or Path(passing)
            files = self._write(into, truth=folder is not None)
            collection = self._take(files, into)
        if options["wait"]:
            self._wait(collection)

    def _write(self, folder: Path, *, truth: bool) -> list[Path]:
        # Only here: drawing needs numpy and PyMuPDF, which no other command pays for.
        from archive.demo import writing

        try:
            return writing.write(folder, truth=truth)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.", returncode=2) from error

    def _take(self, files: list[Path], folder: Path) -> Collection:
        collection = Collection.objects.filter(slug=demo.SLUG).first() or collections.create(
            demo.SLUG,
            gettext("Demo: the archive of Havermouth"),
            visibility=Collection.Visibility.PUBLIC,
            languages=["en", "de", "fr", "la", "ar"],
            description=gettext("Invented documents of a harbour that never was, to try everything out on."),
        )
        results = list(Intake(collection).take(found for path in files for found in arrivals.found(path)))
        refused = [f"{result.place}: {result.why}" for result in results if not result.arrived]
        if refused:
            raise CommandError("Some demo files were refused.\n" + "\n".join(refused))
        # Read while the folder is there; `apply` changes nothing the second time.
        rows, _problems = sheet.read(folder / "sheet.csv")
        describing.apply(rows, collection, None)
        if not Event.objects.filter(verb=demo.DONE).exists():
            events.record(None, demo.DONE, collection)
        taken = sum(result.outcome == "taken" for result in results)
        self._say(f"{taken} files taken in, {len(results) - taken} were here already: “{collection.title}”")
        return collection

    def _wait(self, collection: Collection) -> None:
        outcome = work.until_idle(Page.objects.filter(record__collection=collection))
        self._say(f"{outcome.findable} pages findable, {len(outcome.halted)} halted")

    def _say(self, line: str) -> None:
        self.stdout.write(line)


def _is_here() -> bool:
    return Collection.objects.filter(slug=demo.SLUG).exists()

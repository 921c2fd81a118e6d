"""`manage.py ingest PATH… --collection SLUG`: takes files and folders in."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from archive import collections, rendering, rights
from archive.faults import Refused
from archive.intake import accessions, arrivals, describing, passwords, sheet
from archive.intake.duplicates import Choice
from archive.intake.taking import Intake, Result
from archive.models import Collection, Page
from archive.running import instance
from archive.running.progress import Progress
from archive.running.work import Labour, until_idle

if TYPE_CHECKING:
    from archive.rights import Person


class Command(BaseCommand):
    help = (
        "Takes PDFs, images and ZIPs in. The same folder may be taken in again at any time: what is here "
        "already is recognised, what is new is added. Exit code 0: every file arrived; 1: some did not; "
        "2: the command was wrong; 3: with --wait, pages halted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="files, folders or ZIPs")
        parser.add_argument("--collection", required=True, metavar="SLUG", help="created when it is missing")
        parser.add_argument("--public", action="store_true", help="make the collection visible to everybody")
        parser.add_argument("--record-per", choices=["file", "folder"], default="file")
        parser.add_argument("--metadata", metavar="SHEET", help="a CSV that describes the records")
        parser.add_argument(
            "--duplicates",
            choices=[choice.value for choice in Choice],
            default=Choice.LINK.value,
            help="files whose bytes the archive has already: link (default) takes them in and links them to the "
            "earlier one, skip leaves them out, refuse counts them as not arrived",
        )
        parser.add_argument(
            "--password", action="append", default=[], help="opens protected PDFs; may be given several times"
        )
        parser.add_argument(
            "--password-file",
            type=passwords.from_file,
            default=[],
            metavar="FILE",
            help="the same, one a line, out of sight of other users of this machine",
        )
        parser.add_argument("--user", metavar="NAME", help="who takes the files in; without it, the operator")
        parser.add_argument("--dry-run", action="store_true", help="look at every file, but keep nothing")
        parser.add_argument("--wait", action="store_true", help="return when everything is findable or halted")
        parser.add_argument("--json", action="store_true", help="print one JSON object with what happened")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = _person(options["user"])
        missing = [path for path in options["paths"] if not os.path.lexists(path)]
        if missing:
            raise CommandError("There is no such file or folder: " + ", ".join(missing), returncode=2)
        rows, problems = _sheet(options["metadata"])
        collection = _collection(options["collection"], options["public"], person, options["dry_run"])
        intake = partial(
            Intake,
            collection,
            person,
            options["record_per"],
            Choice(options["duplicates"]),
            (*options["password"], *options["password_file"]),
            options["dry_run"],
        )
        report = Report(options, self)
        rendering.children().start()
        found = [
            arrival
            for path in options["paths"]
            for arrival in arrivals.found(Path(path))
            if not (options["metadata"] and _is_same(arrival.path, options["metadata"]))
        ]
        waits = options["wait"] and not options["dry_run"]
        with Labour() as labour:
            # Reading begins beside the taking in, unless the sheet may still say which languages to expect.
            if waits and not options["metadata"] and not instance.is_running():
                labour.start()
            with Progress(sum(arrival.size for arrival in found) or 1, "Taking in") as progress:
                report.progress = progress
                per, dry_run = options["record_per"], options["dry_run"]
                with accessions.run(collection, person, per, dry_run=dry_run) as accession:
                    for result in intake(accession=accession).take(found):
                        report.add(result)
                report.accession = accession.pk if accession and report.counts["taken"] else None
            if options["metadata"]:
                expected = report.places if options["dry_run"] else ()
                applied = describing.apply(rows, collection, person, expected=expected, dry_run=options["dry_run"])
                report.describe(applied, problems)
            if waits and collection:
                report.wait(collection, labour)
        report.close()
        if report.exit_code:
            sys.exit(report.exit_code)


class Report:
    """Counts, and says at once what did not arrive."""

    def __init__(self, options: dict[str, Any], command: BaseCommand) -> None:
        self.options, self.command = options, command
        self.counts: Counter[str] = Counter()
        self.pages = 0
        self.accession: int | None = None
        self.refused: list[dict[str, str]] = []
        self.same: list[dict[str, str]] = []
        self.halted: list[dict[str, Any]] = []
        self.findable: int | None = None
        self.touched: set[int] = set()
        self.places: list[str] = []  # only in a dry run, which leaves nothing to look them up in
        self.described: describing.Applied | None = None
        self.progress: Progress | None = None

    def add(self, result: Result) -> None:
        self.counts[result.outcome] += 1
        self.pages += result.pages if result.outcome in ("taken", "already") else 0
        if result.original:
            self.touched.add(result.original)
        if self.options["dry_run"] and self.options["metadata"] and result.arrived:
            self.places.append(result.place)
        if result.same_as:
            self.same.append({"file": result.place, "same_as": result.same_as})
        if result.outcome == "refused":
            self.refused.append({"file": result.place, "code": result.code, "why": result.why})
        if self.progress:
            self.progress.advance(result.size, result.place)
        if result.why:
            self.say(f"{result.outcome}: {result.place}: {result.why}")
        elif result.same_as:
            self.say(f"same bytes as before: {result.place}: {result.same_as}; both are kept and linked")

    def describe(self, applied: describing.Applied, problems: list[sheet.Problem]) -> None:
        applied.problems[:0] = problems
        self.described = applied
        for problem in applied.problems:
            self.say(f"sheet, row {problem.row}: {problem.why}")

    def say(self, line: str) -> None:
        if self.progress:
            self.progress.clear()
        self.command.stderr.write(line)

    def wait(self, collection: Collection, labour: Labour) -> None:
        if not self.touched:
            return
        pages = Page.objects.filter(
            record__collection=collection, original_id__gte=min(self.touched), original_id__lte=max(self.touched)
        )
        with Progress(pages.count() or 1, "Reading") as progress:
            self.progress = progress
            outcome = until_idle(pages, progress.left, labour)
        halted = [page for page in outcome.halted if page.original_id in self.touched]
        self.findable = outcome.findable
        for page in halted:
            self.halted.append(
                {"file": page.original.name, "page": page.index + 1, "page_id": page.pk, "why": page.why}
            )
            self.say(f"halted: {page.original.name}, page {page.index + 1}: {page.why}")

    @property
    def exit_code(self) -> int:
        wrong = self.refused or (self.described and self.described.problems)
        return 1 if wrong else 3 if self.halted else 0

    def close(self) -> None:
        counts = {name: self.counts[name] for name in ("taken", "already", "skipped", "refused")}
        if self.options["json"]:
            summary = {
                "collection": self.options["collection"],
                "dry_run": self.options["dry_run"],
                **counts,
                "pages": self.pages,
                "findable": self.findable,
                "accession": self.accession,
                "refusals": self.refused,
                "duplicates": self.same,
                "metadata": asdict(self.described) if self.described else None,
                "halted": self.halted,
            }
            self.command.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        would = "would be " if self.options["dry_run"] else ""
        self.command.stdout.write(
            f"{counts['taken']} files {would}taken in, {counts['already']} were here already, "
            f"{counts['skipped']} skipped, {counts['refused']} refused; {self.pages} pages"
        )
        if self.described:
            self.command.stdout.write(
                f"{self.described.updated} records described anew, {self.described.unchanged} unchanged, "
                f"{len(self.described.problems)} problems in the sheet"
            )
        if self.findable is not None:
            self.command.stdout.write(f"{self.findable} pages findable, {len(self.halted)} halted")


def _sheet(path: str | None) -> tuple[list[sheet.Row], list[sheet.Problem]]:
    if not path:
        return [], []
    try:
        return sheet.read(Path(path))
    except Refused as error:
        raise CommandError(f"{path}: {error.message}", returncode=2) from error
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from error


def _is_same(path: Path, sheet_path: str) -> bool:
    return path.name == Path(sheet_path).name and path.exists() and path.samefile(sheet_path)


def _person(name: str | None) -> Person:
    if not name:
        return None
    users = get_user_model()
    try:
        return users.objects.get(**{users.USERNAME_FIELD: name})
    except users.DoesNotExist:
        raise CommandError(f"There is no user called {name!r}.", returncode=2) from None


def _collection(slug: str, public: bool, person: Person, dry_run: bool) -> Collection | None:
    """The collection, made when it is missing; in a dry run None stands for the one that would be made."""
    collection = Collection.objects.filter(slug=slug).first()
    if collection is None:
        if not rights.is_admin(person):
            raise CommandError(f"There is no collection {slug!r} that {person} may add to.", returncode=2)
        try:
            collections.check(slug)
        except ValidationError as error:
            said = f"{slug!r} cannot be the short name of a collection. {' '.join(error.messages)}"
            raise CommandError(said, returncode=2) from None
        if dry_run:
            return None
        title = slug.replace("-", " ").replace("_", " ").strip().capitalize() or slug
        visibility = Collection.Visibility.PUBLIC if public else Collection.Visibility.MEMBERS
        return collections.create(slug, title, visibility=visibility)
    if not Collection.objects.editable_by(person).filter(pk=collection.pk).exists():
        raise CommandError(f"There is no collection {slug!r} that {person} may add to.", returncode=2)
    opens = public and collection.visibility != Collection.Visibility.PUBLIC
    if opens and not Collection.objects.filter(rights.curates_collection(person), pk=collection.pk).exists():
        raise CommandError(f"{person} may not open the collection {slug!r}; ask one of its curators.", returncode=2)
    if opens and not dry_run:
        collection.visibility = Collection.Visibility.PUBLIC
        collection.save(update_fields=["visibility"])
    return collection

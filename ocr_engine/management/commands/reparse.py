from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from archive.faults import Fault
from archive.models import Collection, Page, Record
from archive.running import work
from archive.running.progress import Progress
from ocr_engine import reparsing

_BATCH = 500


class Command(BaseCommand):
    help = (
        "Makes the machine's texts again from the stored readings, with today's parser and without reading. "
        "Adds a version only where the outcome differs; what a person wrote stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", default="", help="only texts that this engine read")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--record", type=int, metavar="ID")
        which.add_argument("--collection", metavar="SLUG", help="with the collections below it")
        parser.add_argument("--wait", action="store_true", help="until what changed can be found")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        pages = chosen(options["record"], options["collection"])
        told = {"pages": 0, "changed": 0, "skipped": 0}
        reasons: set[str] = set()
        with Progress(max(1, pages.count()), "Parsing") as progress:
            for page in itertools.chain.from_iterable(by_id(pages)):
                told["pages"] += 1
                progress.advance(1)
                try:
                    new = reparsing.remade(page, options["engine"])
                except Fault as fault:
                    told["skipped"] += 1
                    reasons.add(fault.message)
                    continue
                told["changed"] += new is not None and reparsing.store(page, new, options["engine"])
        if options["wait"]:
            work.until_idle(pages)
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(f"{told['changed']} of {told['pages']} texts changed.")
        if told["skipped"]:
            self.stdout.write(f"{told['skipped']} stay as they are:")
            self.stdout.write("\n".join(f"  {reason}" for reason in sorted(reasons)[:20]))


def by_id(pages: QuerySet[Page]) -> Iterator[list[int]]:
    """Ids in handfuls; each is asked for anew, so that no cursor stays open while others write."""
    after = 0
    while some := list(pages.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        yield some
        after = some[-1]


def chosen(record: int | None, collection: str | None) -> QuerySet[Page]:
    """Pages of the record, or of the collection and those below it, or all. Raises CommandError where there
    is no such thing."""
    every = Page.objects.exclude(image="")
    if record is not None:
        if not Record.objects.filter(pk=record).exists():
            raise CommandError(f"There is no record {record}.")
        return every.filter(record=record)
    if collection is not None:
        above = Collection.objects.filter(slug=collection).first()
        if above is None:
            raise CommandError(f"There is no collection {collection}.")
        below = Collection.objects.filter(path__startswith=above.path).order_by()
        return every.filter(record__collection__in=below.values("pk"))
    return every

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import QuerySet

from archive.faults import Fault
from archive.models import Page
from archive.running import work
from ocr_engine import again
from ocr_engine.management.commands.reparse import by_id, chosen


class Command(BaseCommand):
    help = (
        "Wishes for pages to be read once more; the workers do so before their backlog. The outcome becomes a "
        "new version, which counts unless a person wrote the text or it came out worse."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--page", type=int, action="append", metavar="ID", help="repeatable")
        which.add_argument("--record", type=int, metavar="ID")
        which.add_argument("--collection", metavar="SLUG", help="with the collections below it")
        which.add_argument("--halted", metavar="CODE", help="pages that halted with this code")
        which.add_argument("--all", action="store_true", help="every page of the archive")
        parser.add_argument("--engine", default="", help="default: what MUNIMENT_ENGINE says")
        parser.add_argument("--task", default="", help="what the engine is asked for")
        parser.add_argument("--mode", default="", help="how the engine looks at the page, such as base or gundam")
        parser.add_argument("--language", action="append", default=[], metavar="L", help="ISO 639 code; repeatable")
        parser.add_argument("--why", default="", help="kept with the reading")
        parser.add_argument("--wait", action="store_true", help="until it is done")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        way = again.Way.of(options["engine"], options["task"], options["language"], options["mode"])
        try:
            way.check()
        except Fault as fault:
            raise CommandError(fault.message, returncode=2) from fault
        pages = self._pages(options)
        wished = 0
        for some in by_id(pages):
            with transaction.atomic():
                wished += again.wish(some, way, by=None, why=options["why"])
        if options["wait"]:
            work.until_idle()
        if options["json"]:
            self.stdout.write(json.dumps({"wanted": wished}))
        else:
            self.stdout.write(f"{wished} pages are read again.")

    def _pages(self, options: dict[str, Any]) -> QuerySet[Page]:
        if options["page"]:
            found = Page.objects.filter(pk__in=options["page"])
            if missing := set(options["page"]) - set(found.values_list("pk", flat=True)):
                raise CommandError(f"There is no page {min(missing)}.")
            return found
        if options["halted"]:
            return Page.objects.filter(halted=options["halted"])
        return chosen(options["record"], options["collection"])

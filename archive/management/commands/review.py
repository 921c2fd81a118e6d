from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive import rights
from archive.models import Collection
from archive.reviewing import counting, progress, rates


class Command(BaseCommand):
    help = "Tells how many texts await somebody and why, how far reviewing is, and how often the machine is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        reach = rights.reach(None)
        awaiting = counting.awaiting(reach)
        standings = progress.standings()
        collections = {}
        for each in Collection.objects.exclude(path="").order_by("path"):
            below = Collection.objects.filter(path__startswith=each.path).order_by()
            ids = list(below.values_list("pk", flat=True))
            found = rates.measured(ids)
            collections[each.slug] = {
                "awaiting": sum(awaiting.collections[pk] for pk in ids),
                "pages": asdict(progress.summed(standings, ids)),
                "errors": asdict(found) if found else None,
            }
        if options["json"]:
            told = {
                "awaiting": awaiting.rows,
                "samples": awaiting.samples,
                "reasons": dict(awaiting.reasons.most_common()),
                "verdicts": dict(awaiting.verdicts),
                "wants": dict(awaiting.wants),
                "collections": collections,
                "people": [asdict(one) for one in progress.deeds(None, reach)],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{awaiting.rows} texts await somebody, {awaiting.samples} of them drawn as samples.")
        for code, n in awaiting.reasons.most_common():
            self.stdout.write(f"  {code:<24} {n:>8}")
        for slug, held in collections.items():
            pages, errors = held["pages"], held["errors"]
            looked = pages["corrected"] + pages["reviewed"]
            said = f"{slug:<30} {held['awaiting']:>8} await, {looked} looked at"
            if errors:
                wrong = errors["wrong"]
                said += f", {wrong['share']:.2%} of letters wrong ({wrong['low']:.2%} to {wrong['high']:.2%})"
            self.stdout.write(said)

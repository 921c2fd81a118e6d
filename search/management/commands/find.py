"""`manage.py find QUERY`: search from the command line."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.faults import Fault
from search import finding, follower
from search.standing import Standing

if TYPE_CHECKING:
    from archive.rights import Person


class Command(BaseCommand):
    help = (
        'Finds pages by words, "exact phrases", -words that must not be there, and meaning. '
        "Without --user it searches everything that is not quarantined."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", nargs="*", help="what to look for")
        parser.add_argument("--collection", metavar="SLUG", help="only here and below")
        parser.add_argument("--status", default="", metavar="WORD", help="machine, corrected or reviewed")
        parser.add_argument("--verdict", default="", metavar="WORD", help="pass or flag")
        parser.add_argument("--user", metavar="NAME", help="only what this person may see")
        parser.add_argument("--limit", type=int, default=10, metavar="N")
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--batch", choices=["-"], help="one query per line in, one JSON line out")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["limit"] <= finding.MOST:
            raise CommandError(f"--limit must be from 1 to {finding.MOST}.")
        if bool(options["query"]) == bool(options["batch"]):
            raise CommandError(
                'Say what to look for: manage.py find "grain prices", or --batch - with one per line.'
            )
        person = self._person(options["user"])
        follower.catch_up(wait=2.0)
        if options["batch"]:
            for line in sys.stdin:
                self.stdout.write(
                    json.dumps(as_json(self._found(line.strip(), person, options)), ensure_ascii=False)
                )
                self.stdout.flush()
            return
        found = self._found(" ".join(options["query"]), person, options)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))
        else:
            self._show(found)

    def _person(self, name: str | None) -> Person:
        if name is None:
            return None
        person = get_user_model().objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"There is no user “{name}”.")
        return person

    def _found(self, query: str, person: Person, options: dict[str, Any]) -> finding.Found:
        try:
            return finding.find(
                query,
                person,
                collection=options["collection"],
                standing=Standing(options["status"], options["verdict"]),
                limit=options["limit"],
            )
        except Fault as fault:
            raise CommandError(fault.message) from fault

    def _show(self, found: finding.Found) -> None:
        if found.note:
            self.stdout.write(found.note)
        for rank, hit in enumerate(found.hits, 1):
            head = f"{rank:>2}. {hit.title}, page {hit.page}"
            stands = f"{hit.status}, flagged" if hit.verdict == "flag" else hit.status
            self.stdout.write(self.style.MIGRATE_HEADING(head) + f"  {hit.file} · {' + '.join(hit.why)} · {stands}")
            self.stdout.write(f"    {self._snippet(hit)}\n\n")

    def _snippet(self, hit: finding.Hit, width: int = 300) -> str:
        """The text around the first mark, on one line, marks in bold (or between asterisks)."""
        first = hit.marks[0][0] if hit.marks else 0
        start = max(0, first - width // 3)
        end = min(len(hit.text), start + width)
        parts, at = ["…" if start else ""], start
        for s, e in hit.marks:
            if s >= at and e <= end:
                parts += [hit.text[at:s], self._bold(hit.text[s:e])]
                at = e
        parts += [hit.text[at:end], "…" if end < len(hit.text) else ""]
        return " ".join("".join(parts).split())

    def _bold(self, text: str) -> str:
        return self.style.SUCCESS(text) if self.style.SUCCESS("x") != "x" else f"*{text}*"


def as_json(found: finding.Found) -> dict[str, Any]:
    return {
        "hits": [
            {
                "record": hit.record_id,
                "title": hit.title,
                "file": hit.file,
                "page": hit.page,
                "page_id": hit.page_id,
                "version": hit.version,
                "status": hit.status,
                "verdict": hit.verdict,
                "score": hit.score,
                "why": list(hit.why),
                "text": hit.text,
                "marks": [list(mark) for mark in hit.marks],
                "boxes": [
                    {
                        "page_id": place.page_id,
                        "box": place.box.as_list(),
                        "precision": place.precision,
                        "mark": place.mark,
                    }
                    for place in hit.boxes
                ],
            }
            for hit in found.hits
        ]
    }

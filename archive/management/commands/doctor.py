"""`manage.py doctor`: what this machine can run, what is lacking, and how to mend it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive import registry
from archive.doctor.examining import examine
from archive.doctor.finding import State

_SIGNS = {State.WELL: "  ok  ", State.NOTE: "  ·   ", State.WARNING: "  !   ", State.BROKEN: "  ✗   "}


class Command(BaseCommand):
    help = (
        "Says what this machine can run and what is lacking, each with a fix. Exit code 1 when something is "
        "broken; warnings alone give 0."
    )
    requires_system_checks = []  # their results are among the findings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--deep", action="store_true", help="also what takes time: every original's bytes, the whole index"
        )
        parser.add_argument("--only", choices=list(registry.DOCTOR), default="", help="one part alone")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, deep: bool, only: str, **options: Any) -> None:
        counts = dict.fromkeys(State, 0)
        findings: list[dict[str, str]] = []
        before = ""
        for part, finding in examine(deep, only):
            counts[finding.state] += 1
            if options["json"]:
                findings.append({"part": part, **asdict(finding)})
                continue
            if part != before:
                self.stdout.write(part)
                before = part
            self.stdout.write(f"{_SIGNS[finding.state]}{finding.said}")
            if finding.fix:
                self.stdout.write(f"      → {finding.fix}")
        if options["json"]:
            told = {"broken": counts[State.BROKEN], "warnings": counts[State.WARNING], "findings": findings}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(f"{counts[State.BROKEN]} broken, {counts[State.WARNING]} warnings")
        if counts[State.BROKEN]:
            sys.exit(1)

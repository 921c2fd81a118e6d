from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import registry
from archive.faults import EngineMissing, Fault


class Command(BaseCommand):
    help = "Measures the archive on data whose truth is known."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_subparsers(dest="name", required=True, metavar="NAME", parser_class=type(parser))
        # Only the evaluation asked for is loaded; the help shows the names of all.
        asked = next((argument for argument in sys.argv[2:] if argument in registry.EVALUATIONS), "")
        for name, module in registry.EVALUATIONS.items():
            one = which.add_parser(name, called_from_command_line=True)
            one.add_argument("--json", action="store_true", help="every figure of every page")
            if name == asked:
                registry.load(module).add_arguments(one)

    def handle(self, *_: Any, name: str, **options: Any) -> None:
        try:
            figures = registry.load(registry.EVALUATIONS[name]).run(options)
        except EngineMissing as missing:
            raise CommandError(missing.message, returncode=2) from missing
        except Fault as fault:
            raise CommandError(fault.message) from fault
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1))
            return
        for title, values in [*figures.get("sets", {}).items(), ("all", figures.get("total", {}))]:
            self.stdout.write(title)
            for key, value in values.items():
                if isinstance(value, dict):
                    said = "  ".join(f"{part} {figure}" for part, figure in value.items())
                    self.stdout.write(f"  {key:12} {said}")
                elif not isinstance(value, list):
                    self.stdout.write(f"  {key:12} {value}")

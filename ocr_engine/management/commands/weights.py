from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.faults import Fault
from ocr_engine.deepseek.family import CHECKPOINTS


class Command(BaseCommand):
    help = (
        "Fetches the weights of a large model into MUNIMENT_WEIGHTS, about 7 GB; without a name, says which are "
        "there. Weights from elsewhere may be put into the same folders by hand."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", choices=list(CHECKPOINTS))

    def handle(self, *_: Any, name: str | None, **__: Any) -> None:
        if name is None:
            for one in CHECKPOINTS.values():
                lacking = ", ".join(one.lacking)
                said = f"not here ({lacking} missing)" if lacking else f"here, revision {one.fetched}"
                self.stdout.write(f"{one.name}: {said}\n    {one.hub}, {one.licence}\n    {one.folder}")
            return
        from ocr_engine.deepseek.fetching import fetch

        try:
            folder = fetch(CHECKPOINTS[name])
        except Fault as fault:
            raise CommandError(fault.message) from fault
        self.stdout.write(
            f"{name} lies in {folder}. Start the workers again, and have pages read with it: "
            f"MUNIMENT_ENGINE={name} for all of them, “Read again” for some."
        )

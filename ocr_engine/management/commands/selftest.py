from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import store
from archive.faults import EngineMissing, Fault, MachineFailed
from ocr_engine import selftest
from ocr_engine.engine import Ask, checked, engine
from ocr_engine.reader import reader


class Command(BaseCommand):
    help = (
        "Reads a bundled page with an engine, as the archive would, and says whether it came to its end, how much "
        "of the text is right and how many words stand in their boxes. Exit code 1 where it does not do."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", default=settings.MUNIMENT_ENGINE, help="default: %(default)s")
        parser.add_argument("--mode", default="", help="how the engine looks at the page")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        ask = Ask(mode=options["mode"])
        drawn = selftest.page()
        try:
            if options["engine"] != "auto":
                checked(engine(options["engine"]), ask)
            with tempfile.TemporaryDirectory(dir=store.scratch(), prefix="selftest-") as folder:
                done = selftest.read(drawn, Path(folder), options["engine"], ask)
        except EngineMissing as missing:
            raise CommandError(missing.message, returncode=2) from missing
        except (Fault, MachineFailed) as fault:
            raise CommandError(str(fault)) from fault
        finally:
            reader().close()
        tests = list(selftest.tests(drawn, done))
        well = all(test.passed for test in tests)
        if options["json"]:
            said = {"engine": done.engine, "device": done.device, "seconds": round(done.seconds, 2), "passed": well}
            said |= {"tests": {test.name: {"passed": test.passed, "said": test.said} for test in tests}}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(f"{done.engine} on {done.device or 'this machine'}, {done.seconds:.1f} s")
            self.stdout.write("\n".join(f"{'well ' if test.passed else 'WRONG'}  {test.said}" for test in tests))
        if not well:
            raise SystemExit(1)

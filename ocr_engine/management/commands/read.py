from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.faults import EngineMissing, Fault, MachineFailed
from ocr_engine import readings
from ocr_engine.engine import Ask, checked, engine
from ocr_engine.opening import opened
from ocr_engine.reader import reader
from ocr_engine.report import report


class Command(BaseCommand):
    help = "Reads a page of a file and prints what it says; stores nothing."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="an image, a PDF, a TIFF")
        parser.add_argument("--page", type=int, default=1, metavar="N", help="which page of it, from 1")
        parser.add_argument("--engine", default=settings.MUNIMENT_ENGINE, help="default: %(default)s")
        parser.add_argument("--task", default="", help="what the engine is asked for; unasked, its own first")
        parser.add_argument("--mode", default="", help="how the engine looks at the page, such as base or gundam")
        parser.add_argument("--words", default="", help="what to look for, or to ask, where a task needs words")
        parser.add_argument("--language", action="append", default=[], metavar="L", help="ISO 639 code; repeatable")
        parser.add_argument("--password", default="", help="of an encrypted PDF")
        parser.add_argument(
            "--json", action="store_true", help="text, markdown, regions, lines and words with boxes"
        )
        parser.add_argument(
            "--batch", choices=["-"], help="one file per line of standard input, one JSON line each"
        )

    def handle(self, *_: Any, file: Path | None, batch: str | None, **options: Any) -> None:
        if (file is None) == (batch is None):
            raise CommandError("Give one file to read, or --batch - and a list of files on standard input.")
        try:
            if options["engine"] != "auto":  # before anything is opened: it may not be there at all
                checked(engine(options["engine"]), _ask(options))
            if file is not None:
                self._one(file, options)
            else:
                self._batch(sys.stdin, options)
        except (EngineMissing, MachineFailed) as missing:
            raise CommandError(str(missing), returncode=2) from missing
        finally:
            reader().close()

    def _one(self, file: Path, options: dict[str, Any]) -> None:
        try:
            said = self._read(file, options)
        except EngineMissing:
            raise
        except Fault as fault:
            raise CommandError(fault.message) from fault
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            return
        self.stdout.write(said["text"])
        for _code, sentence, *_evidence in said["reasons"]:
            self.stderr.write(f"{said['verdict']}: {sentence}")

    def _batch(self, files: Iterable[str], options: dict[str, Any]) -> None:
        for line in files:
            name = line.rstrip("\r\n")
            if not name:
                continue
            try:
                said = {"file": name} | self._read(Path(name), options)
            except EngineMissing:
                raise
            except Fault as fault:
                said = {"file": name, "error": fault.message, "code": fault.code}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            self.stdout.flush()

    def _read(self, file: Path, options: dict[str, Any]) -> dict[str, Any]:
        languages = tuple(language.lower() for language in options["language"])
        with opened(file, options["page"], options["password"], languages) as page:
            tries: Any = "all" if options["engine"] == settings.MUNIMENT_ENGINE else "own"
            return report(page, readings.read(page, options["engine"], _ask(options), tries=tries))


def _ask(options: dict[str, Any]) -> Ask:
    return Ask(options["task"], options["mode"], options["words"])

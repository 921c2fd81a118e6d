"""Tesseract as a program of its own: one page, one thread, its table of words verbatim."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from typing import Any, ClassVar

from archive.faults import EngineMissing, Fault, OutOfTime
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told
from ocr_engine.scripts import pack
from ocr_engine.tesseract.table import parsed


class Tesseract(OcrEngine):
    #: Writes whatever language data is installed for; a page in another language is refused by `read`.
    name: ClassVar[str] = "tesseract"

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {"engine": self.name, "version": version(), "packs": sorted(installed()), "mode": "psm 1"}

    def check(self) -> None:
        if program() is None:
            raise EngineMissing(
                "Tesseract is not installed. On Debian and Ubuntu: apt install tesseract-ocr; elsewhere see "
                "https://tesseract-ocr.github.io/tessdoc/Installation.html"
            )

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        found = program()
        if found is None:
            self.check()
            raise AssertionError("unreachable")
        packs = wanted(page.languages)
        command = [
            found,
            page.image,
            "stdout",
            "-l",
            "+".join(packs),
            "--psm",
            "1" if "osd" in installed() else "3",
        ]
        command += ["--dpi", str(round(page.dpi or 300)), "tsv"]
        # One thread: with more it is four to six times slower.
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        try:
            ran = subprocess.run(command, capture_output=True, env=environment, timeout=deadline, check=False)
        except subprocess.TimeoutExpired as late:
            raise OutOfTime("Tesseract took longer than allowed and was stopped.") from late
        if ran.returncode:
            said = ran.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
            raise Fault(f"Tesseract gave up on this page: {said[0][:300]}", code="tesseract_failed")
        return ran.stdout

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        return parsed(raw.decode(errors="replace"))


def program() -> str | None:
    return shutil.which("tesseract")


@functools.cache
def installed() -> frozenset[str]:
    """Language data, by Tesseract's names."""
    found = program()
    if found is None:
        return frozenset()
    listed = subprocess.run([found, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return frozenset(line.strip() for line in listed.stdout.splitlines()[1:] if line.strip())


@functools.cache
def version() -> str:
    found = program()
    if found is None:
        return ""
    said = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=20, check=False)
    return said.stdout.splitlines()[0].strip() if said.stdout else ""


def wanted(languages: tuple[str, ...]) -> list[str]:
    """The language data for a page. Raises EngineMissing where none of it is installed."""
    packs = list(dict.fromkeys(pack(language) for language in languages)) or ["eng"]
    there = [name for name in packs if name in installed()]
    if not there:
        names = " ".join("tesseract-ocr-" + name.replace("_", "-") for name in packs)
        raise EngineMissing(f"Tesseract lacks the language data {'+'.join(packs)} (Debian: apt install {names}).")
    return there

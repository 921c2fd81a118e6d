"""Carrying out a try: the page is read as any other, once, and whoever waits sees what is written meanwhile."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from archive import pipeline
from archive.faults import Fault, Refused
from archive.geometry import Turn
from ocr_engine import readings
from ocr_engine.engine import Ask, PageSource
from ocr_engine.models import Trial
from ocr_engine.opening import opened
from ocr_engine.report import report
from ocr_engine.workbench.keeping import GONE

log = logging.getLogger(__name__)
_TELL = 0.4  # seconds between two looks of whoever waits
_LONGEST = 2000  # pixels of the picture that is shown
_MOST_SAID = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Outcome:
    result: dict[str, Any]
    raw: bytes
    fault: Fault | None = None


def read(trial_id: int) -> bool:
    return pipeline.run(pipeline.TRIAL, trial_id, _compute, _store)


def most_urgent(most: int) -> None:
    """Carries out tries that wait. Brokers hand out their queues in turn; who waits at a screen goes first."""
    for trial_id in pipeline.due(pipeline.TRIAL).values_list("pk", flat=True)[:most]:
        read(trial_id)


def _compute(trial: Trial) -> Outcome:
    """A fault is an outcome here, too: somebody waits, and nobody would look for it later."""
    ask = Ask(trial.task, trial.mode, trial.words)
    try:
        if not trial.file.is_file():
            raise Fault(str(GONE), code="gone")
        with opened(*_what(trial)) as page, _telling(trial) as hear:
            done = readings.read(
                page, trial.engine, ask, tries="none", told=hear, seconds=settings.MUNIMENT_WORKBENCH_SECONDS
            )
            _picture(page, done.parsed.turn, trial.picture)
    except Fault as fault:
        return Outcome({}, b"", _locked(trial) if fault.code == "password" else fault)
    facts: dict[str, Any] = {
        name: value for name, value in done.parsed.facts.items() if isinstance(value, str | int | float | list)
    }
    return Outcome(report(page, done) | {"facts": facts, "tokens": int(facts.get("tokens") or 0)}, done.raw)


def _what(trial: Trial) -> tuple[Path, int, str, tuple[str, ...]]:
    return trial.file, trial.number, trial.password, tuple(trial.languages)


def _locked(trial: Trial) -> Fault:
    """The opener speaks to whoever sits at a terminal."""
    if trial.password:
        said = _("The PDF is protected by a password, and the one given does not open it.")
    else:
        said = _("The PDF is protected by a password. Bring it again and give the password with it.")
    return Refused(said, code="password")


def _store(trial: Trial, outcome: Outcome) -> dict[str, Any]:
    if outcome.fault is not None:
        return {"outcome": Trial.Outcome.FAILED, "why": outcome.fault.message, "said": ""}
    done = {"outcome": Trial.Outcome.DONE, "result": outcome.result, "said": ""}
    return done | Trial.packed_of(outcome.raw)


class _Ear:
    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.size = 0
        self.enough = threading.Event()

    def hear(self, piece: str) -> bool:
        if self.size < _MOST_SAID:
            self._pieces.append(piece)
            self.size += len(piece)
        return self.enough.is_set()

    @property
    def text(self) -> str:
        return "".join(self._pieces)


@contextlib.contextmanager
def _telling(trial: Trial) -> Iterator[Any]:
    """Writes down what is heard, every now and then, and hears whether somebody has seen enough. The model's own
    thread, which everybody's pages wait for, does neither."""
    ear, over = _Ear(), threading.Event()
    row = Trial.objects.filter(pk=trial.pk)

    def tell() -> None:
        told = 0
        try:
            while not over.wait(_TELL):
                try:
                    if ear.size > told:
                        told = ear.size
                        row.update(said=ear.text)
                    if not row.filter(stopping=False).exists():  # stopped, or removed
                        ear.enough.set()
                except DatabaseError as error:  # the next look may be in time
                    log.warning("a try could not be told of: %s", error)
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=tell, name="telling", daemon=True)
    thread.start()
    try:
        yield ear.hear
    finally:
        over.set()
        thread.join()


def _picture(page: PageSource, turn: Turn, target: Path) -> None:
    from PIL import Image

    from ocr_engine.deepseek.pictures import turned

    if not page.image:
        return
    with Image.open(page.image) as stored:
        image = turned(stored, turn)
    image.thumbnail((_LONGEST, _LONGEST))
    image.save(target, "JPEG", quality=88)

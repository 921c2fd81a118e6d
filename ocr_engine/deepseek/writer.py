"""What the engines have in common that write a page from beginning to end, whoever runs the model."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Literal

from PIL import Image

from archive.faults import OutOfTime
from ocr_engine.deepseek.reading import Part, Raw, parsed, placed, written
from ocr_engine.deepseek.sheets import HANDS, WHOLE, Area, Sheet, sheet_of
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told

HALVES = "halves"
_WIDE = ("gundam", "base")  # what reads most pages; the finest view is tried first


class Writer(OcrEngine):
    place: ClassVar[Literal["child", "here"]] = "here"
    wordless: ClassVar[bool] = True

    @property
    @abstractmethod
    def speaks(self) -> str:
        """Whose words its answers are made of, see ocr_engine.deepseek.prompts."""

    @abstractmethod
    def say(
        self, image: Image.Image, mode: str, ask: Ask, page: PageSource, seconds: float, told: Told | None
    ) -> Part:
        """What the model writes of the image; `mode` is one that it knows."""

    @abstractmethod
    def choose(self, sheet: Sheet) -> str:
        """The mode for a page when it is its own choice."""

    @property
    def device(self) -> str:
        return ""

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        until = time.monotonic() + deadline
        with HANDS:
            sheet = sheet_of(page)
        parts = []
        # A model asked for the text of a page that has none writes one nevertheless.
        for area, image, mode in self._views(sheet, ask) if not sheet.ink.none or ask.task in self.answers else ():
            left = until - time.monotonic()
            part = self.say(image, mode, ask, page, left, told) if left > 0 else Part("", ended="deadline")
            if part.ended == "deadline" and not part.text:
                raise OutOfTime("This page waited for its turn longer than a page may take.")
            part = replace(part, area=area, mode=mode)
            parts.append(part)
            if part.ended != "end":
                break
        marks = -1 if ask.task in self.answers else sheet.ink.marks
        device = self.device if parts else ""
        areas = written(parts, ask.task)
        rows = sheet.rows(areas) if areas else ()
        known = placed(parts, ask.task) if marks > 0 else []
        bare, lost = sheet.outside(known) if known else (-1.0, ())
        return Raw(self.speaks, ask.task, page.turn or 0, tuple(parts), marks, device, rows, bare, lost).packed()

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        return parsed(Raw.read(raw), beside)

    def _views(self, sheet: Sheet, ask: Ask) -> Iterator[tuple[Area, Image.Image, str]]:
        if ask.mode == HALVES:
            for area, image in sheet.halves():
                yield area, image, self.choose(sheet)
        else:
            yield WHOLE, sheet.image, self.choose(sheet) if ask.mode in ("", "auto") else ask.mode

    def otherwise(self, ask: Ask, doubted: Parsed) -> tuple[Ask, ...]:
        """In another mode, in words alone, in two halves: in this order they save most of what can be saved."""
        used = doubted.facts.get("modes") or [ask.mode]
        other = [replace(ask, mode=mode) for mode in _WIDE if mode in self.modes and mode not in used][:1]
        if "text" in self.tasks and ask.task != "text":
            other.append(replace(ask, task="text"))
        if HALVES in self.modes and ask.mode != HALVES:
            other.append(replace(ask, mode=HALVES))
        return tuple(other)

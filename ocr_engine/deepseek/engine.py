"""DeepSeek-OCR and its relatives in this process: on a card, or very slowly on the processor."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, ClassVar

from PIL import Image

from archive.faults import EngineMissing
from ocr_engine.deepseek import prompts
from ocr_engine.deepseek.family import CHECKPOINTS, Checkpoint
from ocr_engine.deepseek.reading import Part
from ocr_engine.deepseek.sheets import Sheet
from ocr_engine.deepseek.writer import HALVES, Writer
from ocr_engine.engine import Ask, PageSource, Told

REVISION = 1  # of how pages are shown; how answers are understood is the parser's


class DeepSeekOcr(Writer):
    name: ClassVar[str] = "deepseek"
    tasks: ClassVar[tuple[str, ...]] = prompts.named("deepseek", texts=True)
    answers: ClassVar[tuple[str, ...]] = prompts.named("deepseek", texts=False)
    modes: ClassVar[tuple[str, ...]] = ("auto", *CHECKPOINTS["deepseek"].modes, HALVES)

    @property
    def checkpoint(self) -> Checkpoint:
        return CHECKPOINTS[self.name]

    @property
    def speaks(self) -> str:
        return self.name

    @property
    def device(self) -> str:
        from ocr_engine.deepseek.running import running

        return running(self.checkpoint).device

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {
            "engine": self.name,
            "weights": self.checkpoint.hub,
            "weights_revision": self.checkpoint.fetched,
            "task": ask.task,
            "mode": ask.mode,
            "prompt": prompts.prompt_of(self.speaks, ask.task, ask.words),
            "revision": REVISION,
        }

    def check(self) -> None:
        if find_spec("torch") is None or find_spec("transformers") is None:
            raise EngineMissing(
                f"The engine “{self.name}” needs torch and transformers: pip install -r requirements.txt"
            )
        if lacking := self.checkpoint.lacking:
            raise EngineMissing(
                f"The weights of “{self.name}” are not on this machine ({', '.join(lacking)} missing in "
                f"{self.checkpoint.folder}). Fetch them, about 7 GB: manage.py weights {self.name}"
            )

    def load(self) -> None:
        from ocr_engine.deepseek.running import running

        running(self.checkpoint)

    def choose(self, sheet: Sheet) -> str:
        known = self.checkpoint.modes
        fitting = "gundam" if sheet.dense else "base"
        return fitting if fitting in known else next(iter(known))

    def say(
        self, image: Image.Image, mode: str, ask: Ask, page: PageSource, seconds: float, told: Told | None
    ) -> Part:
        from ocr_engine.deepseek.running import running, written

        prompt = prompts.prompt_of(self.speaks, ask.task, ask.words)
        return written(running(self.checkpoint), image, self.checkpoint.modes[mode], prompt, seconds, told)


class UnlimitedOcr(DeepSeekOcr):
    name: ClassVar[str] = "unlimited"
    tasks: ClassVar[tuple[str, ...]] = prompts.named("unlimited", texts=True)
    answers: ClassVar[tuple[str, ...]] = prompts.named("unlimited", texts=False)
    modes: ClassVar[tuple[str, ...]] = ("auto", *CHECKPOINTS["unlimited"].modes, HALVES)


class DeepSeekOcr2(DeepSeekOcr):
    name: ClassVar[str] = "deepseek-2"
    tasks: ClassVar[tuple[str, ...]] = prompts.named("deepseek-2", texts=True)
    answers: ClassVar[tuple[str, ...]] = prompts.named("deepseek-2", texts=False)
    modes: ClassVar[tuple[str, ...]] = ("auto", *CHECKPOINTS["deepseek-2"].modes, HALVES)

"""A model that somebody serves over HTTP in OpenAI's way: vLLM, SGLang, llama.cpp, Ollama. Many pages at once are
the server's business; here is said what it is asked, and noticed when it runs in circles."""

from __future__ import annotations

import io
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from PIL import Image

from archive import chat
from archive.faults import EngineMissing
from ocr_engine.deepseek import prompts
from ocr_engine.deepseek.reading import Part
from ocr_engine.deepseek.runaway import Watch
from ocr_engine.deepseek.sheets import HANDS, Sheet
from ocr_engine.deepseek.writer import HALVES, Writer
from ocr_engine.engine import Ask, PageSource, Told

REVISION = 1  # of what is sent
_LONGEST = 2600  # pixels of the longer side: no model of this kind looks closer
_MOST = 8000  # tokens
_IMAGE = prompts.IMAGE
#: What servers that know these models do with them: marks are given out, runs not repeated. Others pass over it.
_WISHES: dict[str, Any] = {
    "skip_special_tokens": False,
    "vllm_xargs": {"ngram_size": 30, "window_size": 90, "whitelist_token_ids": [128821, 128822]},
}


class OcrServer(Writer):
    name: ClassVar[str] = "server"
    #: Those of all models; one that the served model does not know is refused before anything is read.
    tasks: ClassVar[tuple[str, ...]] = prompts.named("deepseek", texts=True)
    answers: ClassVar[tuple[str, ...]] = prompts.named("deepseek", texts=False)
    modes: ClassVar[tuple[str, ...]] = ("whole", HALVES)

    @property
    def speaks(self) -> str:
        return str(settings.MUNIMENT_OCR_SERVER_SPEAKS)

    @property
    def device(self) -> str:
        return urlsplit(settings.MUNIMENT_OCR_SERVER).hostname or ""

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {
            "engine": self.name,
            "model": settings.MUNIMENT_OCR_SERVER_MODEL,
            "task": ask.task,
            "mode": ask.mode,
            "prompt": prompts.prompt_of(self.speaks, ask.task, ask.words),
            "revision": REVISION,
        }

    def check(self) -> None:
        if not settings.MUNIMENT_OCR_SERVER:
            raise EngineMissing(
                "No server is set that reads pages. Set MUNIMENT_OCR_SERVER to its address, such as "
                "http://127.0.0.1:8000/v1, and MUNIMENT_OCR_SERVER_MODEL to the model it serves."
            )

    def choose(self, sheet: Sheet) -> str:
        return "whole"

    def say(
        self, image: Image.Image, mode: str, ask: Ask, page: PageSource, seconds: float, told: Told | None
    ) -> Part:
        watch, why = Watch(), ""

        def hear(piece: str) -> str:
            nonlocal why
            enough = bool(told and told(piece))
            why = why or watch.feed(piece)
            return why or ("enough" if enough else "")

        def restart() -> None:
            nonlocal watch
            watch = Watch()

        with HANDS:
            shown = chat.picture(_jpeg(image), "image/jpeg")
        said = chat.ask(
            server(),
            [shown, {"type": "text", "text": self._asked(ask, page)}],
            seconds=seconds,
            most_tokens=_MOST,
            on_text=hear,
            on_restart=restart,
            extra={} if self.speaks == "plain" else _WISHES,
        )
        ended = "loop" if said.ended == "stopped" and why else said.ended
        tokens = len(said.ends) if said.tokens is None else said.tokens
        return Part(said.text, said.ends, said.sure, ended, why, tokens=tokens)

    def _asked(self, ask: Ask, page: PageSource) -> str:
        """The words without the mark for the image: where that goes is the server's business."""
        words = prompts.prompt_of(self.speaks, ask.task, ask.words).replace(_IMAGE, "").strip()
        if self.speaks == "plain" and page.languages and ask.task in self.tasks:
            words += f" It is written in: {', '.join(page.languages)}."
        return words


def server() -> chat.Server:
    return chat.Server(
        settings.MUNIMENT_OCR_SERVER.rstrip("/"),
        settings.MUNIMENT_OCR_SERVER_MODEL,
        settings.MUNIMENT_OCR_SERVER_KEY,
        most=settings.MUNIMENT_OCR_TOGETHER,
    )


def _jpeg(image: Image.Image) -> bytes:
    small, data = image, io.BytesIO()
    if max(image.size) > _LONGEST:
        small = image.copy()
        small.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    small.convert("RGB").save(data, "JPEG", quality=92)
    return data.getvalue()

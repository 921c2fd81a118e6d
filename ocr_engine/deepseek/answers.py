"""A page that waits for the model, what it gets, and its text on the way there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal

from ocr_engine.deepseek.runaway import Watch
from ocr_engine.deepseek.slots import Job
from ocr_engine.deepseek.spelling import spelled

log = logging.getLogger(__name__)
Ended = Literal["end", "length", "loop", "deadline", "stopped"]
_HALF = 3  # tokens: so many bytes at most can wait for the one that makes a letter of them


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    ends: tuple[int, ...]  # for each token how long the text is once it was said
    sure: tuple[float, ...]  # log-probability of each token
    ended: Ended
    why: str  # of a loop


@dataclass(frozen=True, slots=True)
class Figures:
    """Since the model was put to work."""

    pages: int = 0  # done, however they ended
    tokens: int = 0  # said
    busy: int = 0  # slots in use
    waiting: int = 0  # pages
    seconds: float = 0.0  # in which the model worked


@dataclass(slots=True, eq=False)
class Page:
    job: Job
    until: float
    on_text: Callable[[str], bool | None] | None = None
    answer: Future[Said] = field(default_factory=Future)
    watch: Watch = field(default_factory=Watch)
    looked: int = 0  # tokens
    told: int = 0  # characters
    before: int = 0  # characters told before it began anew
    ended: Ended | None = None
    why: str = ""

    def news(self, tokenizer: Any) -> str:
        """Looks at what was said since the last look. Why the page should end, or nothing."""
        said = self.job.said[self.looked :]
        text = spelled(tokenizer, said)[0]
        for _ in range(_HALF):
            if not text.endswith("�"):
                break
            said = said[:-1]
            text = spelled(tokenizer, said)[0]
        self.looked += len(said)
        self._tell(text)
        return self.watch.feed(text)

    def anew(self) -> None:
        """From its beginning once more, which will say the same: what was told of it is not told again."""
        self.job, self.watch = Job(self.job.inputs, self.job.most), Watch()
        self.looked, self.before, self.told = 0, max(self.before, self.told), 0

    def finish(self, tokenizer: Any) -> None:
        ended: Ended = self.ended or ("end" if self.job.ended == "end" else "length")
        tokens = self.job.said[:-1] if self.job.ended == "end" else self.job.said
        text, ends = spelled(tokenizer, tokens)
        self._tell(text[self.told :])
        self.answer.set_result(Said(text, tuple(ends), tuple(self.job.sure[: len(tokens)]), ended, self.why))

    def _tell(self, text: str) -> None:
        """Whoever listens must not bring down the model's thread. One that failed is not called again."""
        known = max(0, self.before - self.told)
        self.told += len(text)
        text = text[known:]
        if not text or self.on_text is None:
            return
        try:
            if self.on_text(text) and self.ended is None:
                self.ended = "stopped"
        except Exception:  # somebody else's code
            self.on_text = None
            log.exception("the text of a page could not be told while it was read")

"""One thread that owns the model; any number that put pages to it and wait.

Pages go into the slots as these become free. Whoever runs in circles, or out of time, is stopped and its slot given
on; when the card's memory does not do, fewer pages are taken at once; when the card fails, everybody is told so."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import torch

from archive.faults import Fault, MachineFailed
from ocr_engine.deepseek.answers import Ended, Figures, Said
from ocr_engine.deepseek.answers import Page as _Page
from ocr_engine.deepseek.slots import Job, Slots

__all__ = ["Batch", "Ended", "Figures", "Said"]

log = logging.getLogger(__name__)
_LOOK = 16  # steps between two looks at what was written
_TOGETHER = 8  # pages whose images are seen at once: their attention maps are large


class Batch:
    def __init__(self, slots: Slots, tokenizer: Any) -> None:
        self._slots, self._tokenizer = slots, tokenizer
        self._waiting: deque[_Page] = deque()
        self._reading: dict[int, _Page] = {}
        self._together = _TOGETHER
        self._bell = threading.Condition()
        self._closing, self._broken = False, ""
        self._pages, self._tokens, self._seconds = 0, 0, 0.0
        self._thread = threading.Thread(target=self._run, name="deepseek", daemon=True)
        self._thread.start()

    @property
    def count(self) -> int:
        """Of slots."""
        return self._slots.count

    def read(
        self,
        inputs: dict[str, Any],
        most: int,
        seconds: float,
        on_text: Callable[[str], bool | None] | None = None,
    ) -> Said:
        """Waits for the page. Raises MachineFailed where the card, and not the page, is at fault. `on_text` is
        told, by the model's thread, each new piece of the text."""
        page = _Page(Job(inputs, most), time.monotonic() + seconds, on_text)
        if page.job.length >= self._slots.room:
            raise Fault(
                "This page has more parts than the model can look at; choose another mode.", code="too_long"
            )
        with self._bell:
            if self._broken:
                raise MachineFailed(self._broken)
            self._waiting.append(page)
            self._bell.notify()
        return page.answer.result()

    @property
    def figures(self) -> Figures:
        waiting, busy = len(self._waiting), self._slots.count - len(self._slots.free)
        return Figures(self._pages, self._tokens, busy, waiting, self._seconds)

    def close(self) -> None:
        with self._bell:
            self._closing = True
            self._bell.notify()
        self._thread.join()

    def _run(self) -> None:
        steps = 0
        try:
            while self._wait():
                begun = time.monotonic()
                self._finish(self._take())
                if self._slots.busy:
                    self._finish(self._step())
                    steps += self._slots.most
                self._seconds += time.monotonic() - begun
                self._mind(look=steps >= _LOOK)
                steps %= _LOOK
        except Exception as error:  # the edge of a thread: those who wait must hear of it
            log.exception("the model's thread ended")
            self._break(f"The model failed while it read ({type(error).__name__}); the log says more.")
        else:
            self._break("The model was put away.")

    def _wait(self) -> bool:
        with self._bell:
            while not (self._closing or self._waiting or self._slots.busy):
                self._bell.wait()
            return not self._closing

    def _take(self) -> list[Job]:
        """As many pages of one length as there are slots, in the order in which they came."""
        with self._bell:
            if not self._waiting or not self._slots.free:
                return []
            length = self._waiting[0].job.length
            some = [page for page in self._waiting if page.job.length == length]
            some = some[: min(len(self._slots.free), self._together)]
            for page in some:
                self._waiting.remove(page)
        try:
            done = self._slots.take([page.job for page in some])
        except torch.OutOfMemoryError:
            done = None
        if done is None:  # the error, which holds on to memory, is gone
            return self._fewer(some)
        self._reading |= {id(page.job): page for page in some}
        return done

    def _fewer(self, some: list[_Page]) -> list[Job]:
        torch.cuda.empty_cache()
        if len(some) == 1 and self._slots.count == 1:
            some[0].answer.set_exception(_too_large())
            return []
        with self._bell:
            self._waiting.extendleft(reversed(some))
        if len(some) > 1:
            self._together = len(some) // 2
            log.warning("the card's memory does not do for %s pages; %s at once now", len(some), self._together)
        else:
            self._halve()
        return []

    def _step(self) -> list[Job]:
        try:
            return self._slots.step()
        except torch.OutOfMemoryError:
            alone = self._slots.count == 1
        if alone:
            for page in self._reading.values():
                page.answer.set_exception(_too_large())
            self._reading.clear()
        self._halve()
        return []

    def _halve(self) -> None:
        """Half as many pages in hand from here on. Those that were begin anew, before all that wait; those that
        are to end do so with what they have."""
        self._slots.halve()
        log.warning("the card's memory does not do; %s pages are read at once now", self._slots.count)
        self._finish([page.job for page in list(self._reading.values()) if page.ended])
        left = list(self._reading.values())
        self._reading.clear()
        for page in left:
            page.anew()
        with self._bell:
            self._waiting.extendleft(reversed(left))

    def _mind(self, *, look: bool) -> None:
        """Stops what is late, and what runs in circles."""
        now = time.monotonic()
        for page in list(self._reading.values()):
            if now > page.until:
                page.ended = "deadline"
            elif look and (why := page.news(self._tokenizer)):
                page.ended, page.why = "loop", why
            if page.ended:
                self._slots.stop(page.job)
        with self._bell:
            late = [page for page in self._waiting if now > page.until]
            for page in late:
                self._waiting.remove(page)
        for page in late:
            page.answer.set_result(Said("", (), (), "deadline", ""))

    def _finish(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._pages += 1
            self._tokens += len(job.said)
            self._reading.pop(id(job)).finish(self._tokenizer)

    def _break(self, said: str) -> None:
        with self._bell:
            self._broken = said
            left = [*self._waiting, *self._reading.values()]
            self._waiting.clear()
            self._reading.clear()
        for page in left:
            if not page.answer.done():
                page.answer.set_exception(MachineFailed(said))


def _too_large() -> Fault:
    said = "The card has too little memory for this page; choose a smaller mode, or fewer slots."
    return Fault(said, code="out_of_memory")

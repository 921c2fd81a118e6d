"""Many pages at once, each at its own pace: a slot that is done takes the next page while the others go on.

Pages differ in length, and some never end: whoever waits for the longest of a batch waits most of the time. What
comes out is, token for token, what each page alone would give."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor
from transformers.cache_utils import DynamicCache

from ocr_engine.deepseek.banning import Ban
from ocr_engine.deepseek.memory import Memory
from ocr_engine.deepseek.steps import Steps

Ending = Literal["", "end", "length", "stopped"]
_STEPS = 8  # at once on a card; elsewhere starting a step costs nothing beside it


@dataclass(slots=True)
class Job:
    """A page to read: what the model is given, and what it says."""

    inputs: dict[str, Any]  # the model's own, one row
    most: int  # tokens
    said: list[int] = field(default_factory=list)
    sure: list[float] = field(default_factory=list)  # log-probability of each token, before any ban
    ended: Ending = ""

    @property
    def length(self) -> int:
        return int(self.inputs["input_ids"].shape[1])


class Slots:
    """`room` is how many tokens a page may take, prompt and image included. Not to be used by two threads."""

    def __init__(
        self, model: Any, count: int, room: int, *, end: int, ban: Ban | None = None, steps: int | None = None
    ) -> None:
        self.model, self.text = model, model.model.language_model
        self.count, self.room, self.end = count, room, end
        config, weights = self.text.config, next(model.parameters())
        self.device: torch.device = weights.device
        sliding = "reference_sliding_attention" in (getattr(config, "layer_types", None) or ())
        self.window: int | None = config.sliding_window if sliding else None
        self.ban, self.dtype = ban, weights.dtype
        self.most = steps or (_STEPS if self.device.type == "cuda" else 1)
        self._make()

    def _make(self) -> None:
        self.memory = Memory(self.text.config, self.count, self.room, self.dtype, self.device)
        self.steps = Steps(self.model, self.memory, self.ban, self.window, self.most)
        self.jobs: list[Job | None] = [None] * self.count

    def halve(self) -> None:
        """Half as many slots, and all of them free: what stood in them is lost. Not to be called while the error
        that asked for it is being handled, for it holds on to what is to be given up."""
        del self.memory, self.steps  # before as much is asked for again
        gc.collect()
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        self.count = max(1, self.count // 2)
        self._make()

    @property
    def free(self) -> list[int]:
        return [slot for slot, job in enumerate(self.jobs) if job is None]

    @property
    def busy(self) -> bool:
        return any(job is not None for job in self.jobs)

    @torch.no_grad()
    def take(self, jobs: Sequence[Job]) -> list[Job]:
        """Puts pages of one length into free slots; returns those that are done with their first token."""
        slots = self.free[: len(jobs)]
        if len(slots) < len(jobs) or len({job.length for job in jobs}) != 1:
            raise ValueError("as many free slots are needed as there are pages, and pages of one length")
        length, rows = jobs[0].length, torch.tensor(slots, device=self.device)
        read = DynamicCache(config=self.text.config)
        seen = self.model.model(**_together(jobs), past_key_values=read, use_cache=True).last_hidden_state[:, -1]
        self.memory.keep(rows, read, length)
        tokens, sure = self.steps.begin(rows, length, seen)
        for slot, job, token, likely in zip(slots, jobs, tokens, sure, strict=True):
            self.jobs[slot] = job
            self._note(job, token, likely)
        return self._release()

    def step(self) -> list[Job]:
        """More tokens for every page in hand, `most` of them or what is left to say; returns the pages that are
        done. What a page is given after its end is dropped here."""
        done = self._release()
        jobs = [(slot, job) for slot, job in enumerate(self.jobs) if job is not None]
        if not jobs:
            return done
        count = min(self.most, max(self._left(job) for _, job in jobs))
        shown = max(self._reach(job, min(count, self._left(job)) - 1) for _, job in jobs)
        for tokens, sure in zip(*self.steps.take(count, shown), strict=True):
            for slot, job in jobs:
                if not job.ended:
                    self._note(job, tokens[slot], sure[slot])
        return done + self._release()

    def stop(self, job: Job) -> None:
        """Gives the page up as far as it has come: it is done with the next step, and its slot free."""
        job.ended = "stopped"

    def _reach(self, job: Job, more: int) -> int:
        """How many places of its slot a page fills when it has said so many tokens more."""
        said = len(job.said) + more
        return job.length + (said if self.window is None else min(said, self.window))

    def _left(self, job: Job) -> int:
        """How many tokens a page may still say. A window that fits into its slot is never full."""
        left = job.most - len(job.said)
        rings = self.window is not None and job.length + self.window <= self.room
        return left if rings else min(left, self.room - job.length - len(job.said))

    def _note(self, job: Job, token: int, sure: float) -> None:
        job.said.append(token)
        job.sure.append(sure)
        if token == self.end:
            job.ended = "end"
        elif self._left(job) <= 0:
            job.ended = "length"

    def _release(self) -> list[Job]:
        done = []
        for slot, job in enumerate(self.jobs):
            if job is not None and job.ended:
                self.jobs[slot] = None
                done.append(job)
        return done


def _together(jobs: Sequence[Job]) -> dict[str, Any]:
    """The inputs of several pages as one: tensors one below the other, lists one after the other."""
    together: dict[str, Any] = {}
    for name in jobs[0].inputs:
        parts = [job.inputs[name] for job in jobs if job.inputs[name] is not None]
        if not parts:
            together[name] = None
        elif isinstance(parts[0], Tensor):
            together[name] = torch.cat(parts)
        else:
            together[name] = [value for part in parts for value in part]
    return together

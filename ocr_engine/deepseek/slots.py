"""Many pages at once, each at its own pace: a slot that is done takes the next page while the others go on.

Pages differ in length, and some never end: whoever waits for the longest of a batch waits most of the time. What
comes out is, token for token, what each page alone would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor
from transformers.cache_utils import DynamicCache

from ocr_engine.deepseek.banning import Ban
from ocr_engine.deepseek.memory import Memory

Ending = Literal["", "end", "length", "stopped"]
_BUCKET = 512  # places: how much is looked at grows by these steps


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

    def __init__(self, model: Any, count: int, room: int, *, end: int, ban: Ban | None = None) -> None:
        self.model, self.text = model, model.model.language_model
        self.count, self.room, self.end, self.ban = count, room, end, ban
        config, weights = self.text.config, next(model.parameters())
        self.device: torch.device = weights.device
        self.kinds = sorted(set(getattr(config, "layer_types", None) or ()))
        sliding = "reference_sliding_attention" in self.kinds
        self.window: int | None = config.sliding_window if sliding else None
        self.memory = Memory(config, count, room, weights.dtype, self.device)
        self.jobs: list[Job | None] = [None] * count
        self.written, self.prompt, self.token = (self._numbers() for _ in range(3))
        self.places = torch.arange(room, device=self.device)
        self.history = (ban or Ban(1, 1)).begin(count, self.device)

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
        self.written[rows], self.prompt[rows] = length, length
        self.history[rows] = -1
        for slot, job in zip(slots, jobs, strict=True):
            self.jobs[slot] = job
        self._note(slots, *self._choose(seen, rows))
        return self._release(slots)

    @torch.no_grad()
    def step(self) -> list[Job]:
        """One more token for every page in hand; returns the pages that are done."""
        slots = [slot for slot, job in enumerate(self.jobs) if job is not None]
        rows = torch.tensor(slots, device=self.device)
        tokens, sure = self._choose(self._seen(), torch.arange(self.count, device=self.device))
        self.written[rows] += 1
        self._note(slots, tokens[rows], sure[rows])
        return self._release(slots)

    def stop(self, job: Job) -> None:
        """Gives the page up as far as it has come: it is done with the next step, and its slot free."""
        job.ended = "stopped"

    def _seen(self) -> Tensor:
        """What the model sees in the newest token of each row. Free slots go along; nobody looks at theirs."""
        place, said = self.memory.place, self.written - self.prompt
        at = self.written if self.window is None else self.prompt + said % self.window
        place.write.copy_(at.clamp(max=self.room - 1))
        shown = self.written + 1
        if self.window is not None:
            shown = torch.minimum(shown, self.prompt + self.window)
        most = max(self._reach(job) for job in self.jobs if job is not None)
        place.shown = min(self.room, -(-most // _BUCKET) * _BUCKET)
        mask = (self.places[None, : place.shown] < shown[:, None])[:, None, None]
        seen: Tensor = self.text(
            inputs_embeds=self.text.embed_tokens(self.token)[:, None],
            attention_mask=dict.fromkeys(self.kinds, mask) if self.kinds else mask,
            position_ids=self.written[:, None],
            past_key_values=self.memory.cache,
            use_cache=True,
        ).last_hidden_state[:, 0]
        return seen

    def _reach(self, job: Job) -> int:
        return job.length + (len(job.said) if self.window is None else min(len(job.said), self.window))

    def _choose(self, seen: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        """The likeliest token of each row that is not banned, and how likely it was before the ban."""
        logits = self.model.lm_head(seen).float()
        allowed = self.ban.forbid(logits, self.history[rows]) if self.ban else logits
        tokens = allowed.argmax(-1)
        return tokens, logits.log_softmax(-1).gather(1, tokens[:, None])[:, 0]

    def _note(self, slots: list[int], tokens: Tensor, sure: Tensor) -> None:
        rows = torch.tensor(slots, device=self.device)
        self.token[rows] = tokens
        self.history[rows] = torch.cat([self.history[rows][:, 1:], tokens[:, None]], 1)
        for slot, token, likely in zip(slots, tokens.tolist(), sure.tolist(), strict=True):
            job = self.jobs[slot]
            if job is None or job.ended:
                continue
            job.said.append(token)
            job.sure.append(likely)
            if token == self.end:
                job.ended = "end"
            elif len(job.said) >= job.most or self._reach(job) >= self.room:
                job.ended = "length"

    def _release(self, slots: list[int]) -> list[Job]:
        done = []
        for slot in slots:
            job = self.jobs[slot]
            if job is not None and job.ended:
                self.jobs[slot] = None
                done.append(job)
        return done

    def _numbers(self) -> Tensor:
        return torch.zeros(self.count, dtype=torch.long, device=self.device)


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

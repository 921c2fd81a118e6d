"""What one more token of every row takes on the device, and several of them without asking the host.

Every number that lives from one step to the next has its place in memory for good, so that a step can be recorded.
Rows whose page has ended, and free ones, go along until the host looks: they write to their own slot alone, and
nobody reads what they say."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ocr_engine.deepseek.banning import Ban
from ocr_engine.deepseek.experts import experts_for, writing
from ocr_engine.deepseek.graphs import Recorder, Replayed
from ocr_engine.deepseek.memory import Memory

_BUCKET = 512  # places: how much is looked at grows by these steps


class Steps:
    """`most` is how many steps are taken at once."""

    def __init__(self, model: Any, memory: Memory, ban: Ban | None, window: int | None, most: int) -> None:
        self.model, self.text = model, model.model.language_model
        self.memory, self.ban, self.window = memory, ban, window
        self.rows, device = memory.place.rows, memory.place.rows.device
        count, config = len(self.rows), self.text.config
        self.kinds = sorted(set(getattr(config, "layer_types", None) or ()))
        self.experts = experts_for(device, next(model.parameters()).dtype, config._experts_implementation)
        self.places = torch.arange(memory.room, device=device)
        self.written, self.prompt, self.token = torch.zeros(3, count, dtype=torch.long, device=device).unbind()
        self.history = (ban or Ban(1, 1)).begin(count, device)
        self.said = torch.zeros(most, count, dtype=torch.long, device=device)
        self.sure = torch.zeros(most, count, dtype=torch.float32, device=device)
        self.now = torch.zeros(1, dtype=torch.long, device=device)  # which of the steps taken at once
        self.replayed = Replayed(Recorder(device) if device.type == "cuda" else None)

    def begin(self, rows: Tensor, length: int, seen: Tensor) -> tuple[list[int], list[float]]:
        """The first token of pages whose `length` places have been read; `seen` is the last of them."""
        self.written[rows], self.prompt[rows], self.history[rows] = length, length, -1
        tokens, sure = self._choose(seen, self.history[rows])
        self.token[rows], self.history[rows, -1] = tokens, tokens
        return tokens.tolist(), sure.tolist()

    @torch.no_grad()
    def take(self, count: int, shown: int) -> tuple[list[list[int]], list[list[float]]]:
        """Some steps: for each, the token of every row and its log-probability. By the last step no row that
        matters has more than `shown` places."""
        self.memory.place.shown = places = min(self.memory.room, -(-shown // _BUCKET) * _BUCKET)
        self.now.zero_()
        with writing(self.text.config, self.experts):
            step = self.replayed.get(places, self._step, self._tried)
            for _ in range(count):
                step()
        return self.said[:count].tolist(), self.sure[:count].tolist()

    def _step(self) -> None:
        tokens, sure = self._choose(self._seen(), self.history)
        self.said.index_copy_(0, self.now, tokens[None])
        self.sure.index_copy_(0, self.now, sure[None])
        self.history.copy_(torch.cat([self.history[:, 1:], tokens[:, None]], 1))
        self.token.copy_(tokens)
        self.written.add_(1)
        self.now.add_(1)

    def _tried(self) -> None:
        """A step that leaves no trace: what it writes to the slots, the true one writes again."""
        moved = self.written, self.token, self.history, self.now
        before = [each.clone() for each in moved]
        self._step()
        for each, was in zip(moved, before, strict=True):
            each.copy_(was)

    def _seen(self) -> Tensor:
        """What the model sees in the newest token of each row."""
        place, said, shown = self.memory.place, self.written - self.prompt, self.written + 1
        at = self.written if self.window is None else self.prompt + said % self.window
        place.write.copy_(at.clamp(max=self.memory.room - 1))
        if self.window is not None:
            shown = torch.minimum(shown, self.prompt + self.window)
        mask = (self.places[None, : place.shown] < shown[:, None])[:, None, None]
        seen: Tensor = self.text(
            inputs_embeds=self.text.embed_tokens(self.token)[:, None],
            attention_mask=dict.fromkeys(self.kinds, mask) if self.kinds else mask,
            position_ids=self.written[:, None],
            past_key_values=self.memory.cache,
            use_cache=True,
        ).last_hidden_state[:, 0]
        return seen

    def _choose(self, seen: Tensor, history: Tensor) -> tuple[Tensor, Tensor]:
        """The likeliest token of each row that is not banned, and how likely it was before the ban."""
        logits = self.model.lm_head(seen).float()
        allowed = self.ban.forbid(logits, history) if self.ban else logits
        tokens = allowed.argmax(-1)
        return tokens, logits.gather(1, tokens[:, None])[:, 0] - logits.logsumexp(-1)

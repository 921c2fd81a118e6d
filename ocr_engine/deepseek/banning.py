"""No run of tokens twice within a window of what was written: what keeps the model from the commonest of its loops.

Cells of tables are exempt: their marks come in the same order row after row."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

_NOTHING = -1


@dataclass(frozen=True, slots=True)
class Ban:
    """`history` below holds the last `window` tokens of each row, the newest at the right, -1 before the first."""

    run: int = 30
    window: int = 90
    exempt: tuple[int, ...] = ()

    def forbid(self, logits: Tensor, history: Tensor) -> Tensor:
        """Logits in which a token that would repeat a run cannot win."""
        runs = history.unfold(1, self.run, 1)  # rows, places, tokens of a run
        begun = history[:, -(self.run - 1) :]
        again = (runs[:, :, :-1] == begun[:, None]).all(-1) & (runs[:, :, 0] != _NOTHING)
        last = runs[:, :, -1].clamp(min=0)
        for token in self.exempt:
            again = again & (last != token)
        least = torch.full_like(last, float("inf"), dtype=logits.dtype).masked_fill_(again, float("-inf"))
        return logits.scatter_reduce(1, last, least, "amin")

    def begin(self, rows: int, device: torch.device) -> Tensor:
        return torch.full((rows, self.window), _NOTHING, dtype=torch.long, device=device)

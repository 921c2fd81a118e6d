"""How the experts of the text model are computed while it writes.

The host must not be asked in between. grouped_mm asks it on every card but those that have a kernel for it, so
elsewhere every expert sees every row, and what nobody asked for is left lying: with dozens of rows nearly all
weights are read anyway, and reading them is what takes the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from transformers.integrations.moe import ALL_EXPERTS_FUNCTIONS

EVERY = "every_expert"
_WITH_KERNEL = (9, 10)  # the first number of a card's compute capability: Hopper, Blackwell


def every_expert(self: Any, hidden: Tensor, chosen: Tensor, weights: Tensor) -> Tensor:
    """As transformers calls it: `chosen` and `weights` are rows by experts of a row."""
    of_each = hidden.expand(self.num_experts, *hidden.shape)  # experts, rows, features
    inner = self._apply_gate(torch.bmm(of_each, self.gate_up_proj.transpose(1, 2)))
    outer = torch.bmm(inner, self.down_proj.transpose(1, 2))
    rows = torch.arange(len(hidden), device=hidden.device)
    said = outer[chosen, rows[:, None]] * weights[..., None]  # rows, experts of a row, features
    return said.sum(1).to(hidden.dtype)


def experts_for(device: torch.device, dtype: torch.dtype, usual: str | None) -> str | None:
    """The way that never waits for the host; off the card whatever is `usual`."""
    if device.type != "cuda":
        return usual
    kernel = torch.cuda.get_device_capability(device)[0] in _WITH_KERNEL and dtype == torch.bfloat16
    return "grouped_mm" if kernel else EVERY


@contextmanager
def writing(config: Any, experts: str | None) -> Iterator[None]:
    """The text model as it writes, and after it again as it sees: flash-attention cannot take the mask of slots
    that are filled to different places."""
    before = config._attn_implementation, config._experts_implementation
    config._attn_implementation, config._experts_implementation = "sdpa", experts
    try:
        yield
    finally:
        config._attn_implementation, config._experts_implementation = before


ALL_EXPERTS_FUNCTIONS.register(EVERY, every_expert)

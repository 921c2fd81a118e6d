"""What the model remembers of the pages it has in hand: keys and values in fixed slots, each row at its own place.

A layer of it looks to transformers like any other cache. Where a row writes and how much of the slots is shown is
the same for all layers and is set before each step."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers.cache_utils import Cache, CacheLayerMixin, DynamicCache


class Place:
    """Where each row writes next, and how many places of a slot anybody needs to look at."""

    def __init__(self, rows: int, device: torch.device) -> None:
        self.rows = torch.arange(rows, device=device)
        self.write = torch.zeros(rows, dtype=torch.long, device=device)
        self.shown = 0


class SlotLayer(CacheLayerMixin):  # type: ignore[no-untyped-call]
    is_compileable = True
    is_sliding = False

    def __init__(self, place: Place, shape: tuple[int, int, int, int], dtype: torch.dtype) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.place = place
        self.keys: Tensor = torch.zeros(shape, dtype=dtype, device=place.rows.device)
        self.values: Tensor = torch.zeros_like(self.keys)
        self.is_initialized = True

    def lazy_initialization(self, key_states: Tensor, value_states: Tensor) -> None:
        """Everything was made at once: its size never changes."""

    def update(self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any) -> tuple[Tensor, Tensor]:
        """One token of each row."""
        at = self.place
        self.keys[at.rows, :, at.write] = key_states[:, :, 0]
        self.values[at.rows, :, at.write] = value_states[:, :, 0]
        return self.keys[:, :, : at.shown], self.values[:, :, : at.shown]

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        return self.place.shown, 0

    def get_seq_length(self) -> int:
        return 1  # never empty: a step is never taken for the beginning of a page

    def get_max_length(self) -> int:
        return int(self.keys.shape[-2])


class Memory:
    def __init__(self, config: Any, rows: int, room: int, dtype: torch.dtype, device: torch.device) -> None:
        self.place = Place(rows, device)
        self.room = room
        shape = (rows, config.num_key_value_heads, room, config.head_dim)
        self.layers = [SlotLayer(self.place, shape, dtype) for _ in range(config.num_hidden_layers)]
        self.cache = Cache(layers=[*self.layers])

    def keep(self, slots: Tensor, read: DynamicCache, length: int) -> None:
        """What the model made of a page's image and prompt goes to its slot."""
        for mine, theirs in zip(self.layers, read.layers, strict=True):
            mine.keys[slots, :, :length] = _of_prompt(theirs, "keys")
            mine.values[slots, :, :length] = _of_prompt(theirs, "values")


def _of_prompt(layer: Any, name: str) -> Tensor:
    """A layer with a window keeps the prompt apart from what slides."""
    apart = getattr(layer, f"prefill_{name}", None)
    found: Tensor = getattr(layer, name) if apart is None else apart
    return found

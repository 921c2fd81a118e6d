"""What a card could do at best: every weight and every remembered token read once a step, or every product
computed at the vendor's rate, whichever takes longer. Nothing real reaches it; it says how far there is to go."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import torch

from ocr_engine.deepseek.modes import Mode
from ocr_engine.deepseek.pictures import Picture

#: Bytes and operations (bf16, without sparsity) a second, as the vendor says. The first name that fits counts.
CARDS = {
    "H200": (4.8e12, 989e12),
    "H100 PCIe": (2.0e12, 756e12),
    "H100 NVL": (3.9e12, 835e12),
    "H100": (3.35e12, 989e12),
    "A100-SXM4-40GB": (1.555e12, 312e12),
    "A100-PCIE-40GB": (1.555e12, 312e12),
    "A100": (1.94e12, 312e12),
    "L40S": (0.864e12, 362e12),
    "4090": (1.008e12, 165e12),
}
_BYTES = 2  # of a number


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    bandwidth: float
    operations: float
    told_by: str

    def seconds(self, moved: float, computed: float) -> float:
        return max(moved / self.bandwidth, computed / self.operations)


def card_of(device: torch.device, dtype: torch.dtype) -> Card:
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"
    for part, (bandwidth, operations) in CARDS.items():
        if part in name:
            return Card(name, bandwidth, operations, "vendor")
    large = device.type == "cuda"
    some = torch.ones(2**28 if large else 2**22, dtype=torch.uint8, device=device)
    square = torch.ones([8192 if large else 512] * 2, dtype=dtype, device=device)
    copying = _seconds(lambda: some.clone(), device)
    multiplying = _seconds(lambda: square @ square, device)
    return Card(
        name, 2 * len(some) / copying, 2 * len(square) ** 3 / multiplying, "measured by a copy and a product"
    )


def _seconds(work: Any, device: torch.device, times: int = 10) -> float:
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        best = min(best, time.perf_counter() - begun)
    return best


@dataclass(frozen=True, slots=True)
class Roofline:
    config: Any  # of the whole model
    card: Card

    def step(self, rows: int, places: float) -> float:
        """Seconds for one token of each row, when each has so many places to look at."""
        text = self.config.text_config
        told = text.num_hidden_layers * text.hidden_size * 4 * places
        return self.card.seconds(
            _BYTES * self._weights(self._hit(rows)) + rows * places * self.remembered,
            rows * (2 * self._weights(text.num_experts_per_tok) + told),
        )

    @property
    def remembered(self) -> int:
        """Bytes for a token."""
        text = self.config.text_config
        return 2 * _BYTES * text.num_hidden_layers * text.num_key_value_heads * text.head_dim

    def prefill(self, mode: Mode, picture: Picture, length: int) -> float:
        """Seconds for a page, computed at the full rate: bytes hardly count where so much is computed."""
        text = self.config.text_config
        seen = self._view(mode.view) + (len(picture.tiles) * self._view(mode.tile) if picture.tiles else 0)
        active = self._weights(text.num_experts_per_tok) - text.vocab_size * text.hidden_size
        told = 2 * active * length + 2 * text.num_hidden_layers * text.hidden_size * length**2
        return self.card.seconds(0, seen + told)

    def _hit(self, rows: int) -> float:
        """How many experts some row asks for, when all are equally likely."""
        experts = self.config.text_config.n_routed_experts
        return float(experts * (1 - (1 - self.config.text_config.num_experts_per_tok / experts) ** rows))

    def _weights(self, experts: float) -> float:
        text = self.config.text_config
        wide, sparse = text.hidden_size, text.mlp_layer_types.count("sparse")
        dense = (text.num_hidden_layers - sparse) * 3 * wide * text.intermediate_size
        each = 3 * wide * text.moe_intermediate_size
        mixed = sparse * ((experts + text.n_shared_experts) * each + text.n_routed_experts * wide)
        return float(4 * wide**2 * text.num_hidden_layers + dense + mixed + text.vocab_size * wide)

    def _view(self, side: int) -> float:
        """Operations of the vision tower for one square: SAM with and without windows, then the encoder."""
        sam, encoder = self.config.vision_config.sam_config, self.config.vision_config.encoder_config
        wide, across = sam.hidden_size, side // sam.patch_size
        patches, window = across**2, sam.window_size
        padded = (-(-across // window) * window) ** 2
        whole = len(sam.global_attn_indexes)
        windowed = sam.num_hidden_layers - whole
        done = whole * (8 * wide**2 * patches + 4 * wide * patches**2)
        done += windowed * (8 * wide**2 * padded + 4 * wide * padded * window**2)
        done += sam.num_hidden_layers * 4 * wide * sam.mlp_dim * patches
        out, (first, second) = sam.output_channels, sam.downsample_channels
        done += 2 * patches * (wide * out + 9 * out**2 + 9 * out * first / 4 + 9 * first * second / 16)
        seen, inner = patches / 16 + 1, encoder.hidden_size
        each = 2 * (4 * inner**2 + 2 * inner * encoder.intermediate_size) * seen + 4 * inner * seen**2
        return float(done + encoder.num_hidden_layers * each)

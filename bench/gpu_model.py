"""DeepSeek-OCR or Unlimited-OCR with random weights, at full size or tiny, and pages for it. The time a model takes
does not depend on what it learnt; where it does, on which experts are asked for, that is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from transformers import UnlimitedOcrConfig, UnlimitedOcrForConditionalGeneration
from transformers.utils.import_utils import is_flash_attn_2_available

from bench.page_images import page
from ocr_engine.deepseek.experts import writing
from ocr_engine.deepseek.inputs import IMAGE, inputs_of
from ocr_engine.deepseek.modes import MODES, Mode
from ocr_engine.deepseek.pictures import Picture, picture_of
from ocr_engine.deepseek.slots import Slots

_PROMPT = f"{IMAGE}\n<|grounding|>Convert the document to markdown."
_TINY_TEXT = {
    **{"vocab_size": 300, "hidden_size": 64, "intermediate_size": 96, "moe_intermediate_size": 32},
    **{"num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 4, "n_routed_experts": 8},
    **{"num_experts_per_tok": 2, "first_k_dense_replace": 1},
}
_TINY_SAM = {
    **{"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "output_channels": 16, "mlp_dim": 64},
    **{"global_attn_indexes": [1], "downsample_channels": [24, 32], "image_size": 128, "window_size": 3},
}
_TINY_ENCODER = {
    **{"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2},
    **{"image_size": 28, "patch_size": 14},
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is measured, and how much of it."""

    page: tuple[int, int]
    modes: dict[str, Mode]
    rows: tuple[int, ...]
    said: int  # tokens of a page, in the mean
    guard: int  # tokens after which a runaway is stopped
    times: int


FULL = Sizes(
    (2480, 3508), {name: MODES[name] for name in ("base", "gundam")}, (32, 64, 128, 256, 512), 1000, 2500, 10
)
TINY = Sizes((210, 297), {"base": Mode("base", 128), "gundam": Mode("gundam", 128, 64, 9)}, (2, 4), 10, 25, 2)


class Words:
    """As long as the true prompt, and nothing else: what it says does not matter here."""

    bos_token_id = 0

    def __init__(self, mark: int) -> None:
        self.mark = mark

    def convert_tokens_to_ids(self, _name: str) -> int:
        return self.mark

    def encode(self, part: str, **_more: Any) -> list[int]:
        return [5] * (14 if part else 0)


def model_of(*, unlimited: bool, tiny: bool, device: torch.device, dtype: torch.dtype) -> Any:
    """The configuration's own defaults are the full size."""
    text: dict[str, Any] = dict(_TINY_TEXT) if tiny else {}
    text["pad_token_id"] = 2
    if unlimited and tiny:
        text["sliding_window"] = 16
    if not unlimited:
        text["layer_types"] = ["full_attention"] * (3 if tiny else 12)
    vision = {"sam_config": _TINY_SAM, "encoder_config": _TINY_ENCODER} if tiny else {}
    config = UnlimitedOcrConfig(text_config=text, vision_config=vision, image_token_id=290 if tiny else 128_815)
    flash = device.type == "cuda" and is_flash_attn_2_available()
    attention = {"text_config": "flash_attention_2" if flash else "sdpa", "vision_config": "sdpa"}
    torch.manual_seed(0)
    with torch.device(device):
        model: Any = UnlimitedOcrForConditionalGeneration._from_config(
            config, dtype=dtype, attn_implementation=attention
        )
    with torch.no_grad():
        for weights in model.parameters():
            if weights.ndim > 1:  # as published, parts of it begin with nothing: all pages would be the same
                weights.normal_(0, 0.02)
    return model.to(device).eval()


def pictures(sizes: Sizes, mode: str) -> list[Picture]:
    return [picture_of(page(*sizes.page, seed), sizes.modes[mode]) for seed in range(4)]


def inputs(model: Any, picture: Picture) -> dict[str, Any]:
    weights = next(model.parameters())
    return inputs_of(Words(model.config.image_token_id), _PROMPT, picture, weights.dtype, weights.device)


@torch.no_grad()
def experts_hit(slots: Slots) -> float:
    """How many experts of a layer one step asks for, in the mean: the roofline takes all as equally likely."""
    hit: list[int] = []
    slots.steps.now.zero_()
    gates = [layer.mlp.gate for layer in slots.text.layers if hasattr(layer.mlp, "gate")]
    hooks = [gate.register_forward_hook(lambda _m, _in, out: hit.append(len(out[2].unique()))) for gate in gates]
    with writing(slots.text.config, slots.steps.experts):
        slots.steps._tried()
    for hook in hooks:
        hook.remove()
    return sum(hit) / len(hit)

"""The checkpoints of this family, loaded by classes that transformers has: no code from a hub is run, and no model
is written here. DeepSeek-OCR itself is the architecture of Unlimited-OCR with attention to everything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import (
    DeepseekOcr2Config,
    DeepseekOcr2ForConditionalGeneration,
    PreTrainedTokenizerFast,
    UnlimitedOcrConfig,
    UnlimitedOcrForConditionalGeneration,
)
from transformers.utils import logging
from transformers.utils.import_utils import is_flash_attn_2_available

from archive.faults import EngineMissing
from ocr_engine.deepseek.family import Checkpoint

#: What the official configuration says of the text model; the rest is the same in all of them.
_TEXT = (
    *("vocab_size", "hidden_size", "intermediate_size", "moe_intermediate_size", "num_hidden_layers"),
    *("num_attention_heads", "num_key_value_heads", "n_routed_experts", "n_shared_experts", "num_experts_per_tok"),
    *("first_k_dense_replace", "n_group", "topk_group", "topk_method", "max_position_embeddings"),
    *("bos_token_id", "eos_token_id"),
)
#: What looks at a page in DeepSeek-OCR-2: Qwen2 of half a milliard; its own code has these numbers, not its files.
_SECOND = {
    **{"hidden_size": 896, "num_hidden_layers": 24, "num_attention_heads": 14, "num_key_value_heads": 2},
    **{"intermediate_size": 4864, "rope_parameters": {"rope_type": "default", "rope_theta": 1e6}},
}
_TRIED = "naïve — “ſ”  1783\n<td>§ 5</td>"


@dataclass(frozen=True, slots=True)
class Loaded:
    model: Any
    tokenizer: PreTrainedTokenizerFast
    device: torch.device
    attention: str  # of the text model: "flash_attention_2" or "sdpa"


def load(checkpoint: Checkpoint, folder: Path, device: torch.device, dtype: torch.dtype) -> Loaded:
    """Slow. Raises EngineMissing for a folder whose files are not whole, or are of something else."""
    attention = "flash_attention_2" if device.type == "cuda" and is_flash_attn_2_available() else "sdpa"
    second = checkpoint.name == "deepseek-2"
    kind: Any = DeepseekOcr2ForConditionalGeneration if second else UnlimitedOcrForConditionalGeneration
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # nobody watches; it would fill the log
    try:
        config = _config(checkpoint, folder)
        model, told = kind.from_pretrained(
            folder,
            config=config,
            dtype=dtype,
            attn_implementation={"text_config": attention, "vision_config": "sdpa"},
            use_safetensors=True,
            local_files_only=True,
            output_loading_info=True,
        )
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineMissing(f"{folder} does not hold the weights of {checkpoint.hub}: {error}") from error
    strange = [*told["missing_keys"], *told["unexpected_keys"], *told["mismatched_keys"]]
    if strange:
        raise EngineMissing(
            f"The weights in {folder} are not those of {checkpoint.hub}: {len(strange)} tensors are missing, too "
            f"many or of another size, among them {strange[0]}."
        )
    if tokenizer.decode(tokenizer.encode(_TRIED, add_special_tokens=False)) != _TRIED:
        raise EngineMissing(f"The tokenizer in {folder} does not give back what it is given; fetch it anew.")
    return Loaded(model.to(device).eval(), tokenizer, device, attention)


def _config(checkpoint: Checkpoint, folder: Path) -> Any:
    """The official files name a class that only their own code has: what they say is said again in native words."""
    told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    second = checkpoint.name == "deepseek-2"
    kind: Any = DeepseekOcr2Config if second else UnlimitedOcrConfig
    if "language_config" not in told:  # native words already
        return kind.from_dict(told)
    language = told["language_config"]
    layers, dense = language["num_hidden_layers"], language["first_k_dense_replace"]
    text = {name: language[name] for name in _TEXT if name in language}
    text |= {"rms_norm_eps": 1e-6, "routed_scaling_factor": 1.0, "pad_token_id": 2}
    text |= {"rope_parameters": {"rope_type": "default", "rope_theta": language.get("rope_theta", 10_000.0)}}
    if second:
        del text["first_k_dense_replace"]
        text["mlp_layer_types"] = ["dense"] * dense + ["sparse"] * (layers - dense)
    elif checkpoint.name == "deepseek":
        text["layer_types"] = ["full_attention"] * layers
    elif "sliding_window" in told:
        text["sliding_window"] = told["sliding_window"]
    vision = told.get("vision_config", {})
    if "sam_config" not in vision:  # the sizes of all official checkpoints; the second's are no class's defaults
        vision = {"encoder_config": _SECOND} if second else {}
    return kind(text_config=text, vision_config=vision, image_token_id=told.get("image_token_id", 128_815))

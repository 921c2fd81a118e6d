"""The three models at a size that runs in a blink: real classes, random weights, a tokenizer of single bytes."""

from __future__ import annotations

from typing import Any

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    DeepseekOcr2Config,
    DeepseekOcr2ForConditionalGeneration,
    PreTrainedTokenizerFast,
    UnlimitedOcrConfig,
    UnlimitedOcrForConditionalGeneration,
)

from ocr_engine.deepseek.modes import Mode

BEGIN, END, PAD = "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜▁pad▁｜>"
MARKS = ["<image>", "<|ref|>", "<|/ref|>", "<|det|>", "<|/det|>", "<|grounding|>", "<td>", "</td>", "<tr>", "</tr>"]
#: Views and tiles that fit the tiny vision towers.
TILED = Mode("gundam", 128, 64, 9)
TILED_SECOND = Mode("tiles", 256, 192, 6, rows_end=False, patch=4)


def tokenizer() -> PreTrainedTokenizerFast:
    vocabulary = {name: place for place, name in enumerate([BEGIN, END, PAD])}
    for letter in sorted(pre_tokenizers.ByteLevel.alphabet()):
        vocabulary[letter] = len(vocabulary)
    made = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens(
        [AddedToken(mark, special=True, normalized=False) for mark in [BEGIN, END, PAD, *MARKS]]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token=BEGIN, eos_token=END, pad_token=PAD, padding_side="left"
    )


def _text(words: int, **more: Any) -> dict[str, Any]:
    return {
        "vocab_size": words,
        "hidden_size": 64,
        "intermediate_size": 96,
        "moe_intermediate_size": 32,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 4,
        "n_routed_experts": 4,
        "n_shared_experts": 2,
        "num_experts_per_tok": 2,
        "n_group": 1,
        "topk_group": 1,
        "max_position_embeddings": 4096,
        "bos_token_id": 0,
        "eos_token_id": 1,
        "pad_token_id": 2,
        "initializer_range": 0.2,  # wide enough that what is said changes from token to token
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e4},
        **more,
    }


SAM = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "output_channels": 16, "mlp_dim": 64}
SAM |= {"global_attn_indexes": [1], "downsample_channels": [24, 32]}


def first(words: int, *, window: int | None = None, seed: int = 0) -> Any:
    """DeepSeek-OCR, or with a window Unlimited-OCR."""
    sliding = {"sliding_window": window} if window else {"layer_types": ["full_attention"] * 3}
    encoder = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = UnlimitedOcrConfig(
        image_token_id=words - len(MARKS),
        vision_config={
            "sam_config": SAM | {"image_size": 128, "patch_size": 16, "window_size": 3},
            "encoder_config": encoder | {"image_size": 28, "patch_size": 14},
        },
        text_config=_text(words, first_k_dense_replace=1, **sliding),
    )
    torch.manual_seed(seed)
    return UnlimitedOcrForConditionalGeneration(config).eval()


def second(words: int, seed: int = 0) -> Any:
    """DeepSeek-OCR-2. Its grids of 16 and 12 places are built in, so patches are small."""
    encoder = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    rope = {"rope_type": "default", "rope_theta": 1e6}
    config = DeepseekOcr2Config(
        image_token_id=words - len(MARKS),
        vision_config={
            "sam_config": SAM | {"image_size": 256, "patch_size": 4, "window_size": 14},
            "encoder_config": encoder | {"num_key_value_heads": 2, "vocab_size": 8, "rope_parameters": rope},
        },
        text_config=_text(words, mlp_layer_types=["dense", "sparse", "sparse"]),
    )
    torch.manual_seed(seed)
    return DeepseekOcr2ForConditionalGeneration(config).eval()

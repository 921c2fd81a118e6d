"""A picture and a prompt as the model takes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from ocr_engine.deepseek.pictures import Picture, Pixels
from ocr_engine.deepseek.prompts import IMAGE


def token_ids(tokenizer: Any, prompt: str, picture: Picture) -> list[int]:
    """The prompt in tokens, with as many marks for the image as it has places. The tokenizer leaves out the token
    that everything begins with, so it is put here."""
    before, after = prompt.split(IMAGE)
    mark = tokenizer.convert_tokens_to_ids(IMAGE)
    first, last = (tokenizer.encode(part, add_special_tokens=False) for part in (before, after))
    return [tokenizer.bos_token_id, *first, *[mark] * picture.tokens, *last]


def inputs_of(
    tokenizer: Any, prompt: str, picture: Picture, dtype: torch.dtype, device: torch.device
) -> dict[str, Any]:
    """One row, for either of the model's classes."""
    ids = torch.tensor([token_ids(tokenizer, prompt, picture)], device=device)
    across, down = picture.grid or (1, 1)
    return {
        "input_ids": ids,
        "attention_mask": torch.ones_like(ids),
        "pixel_values": _pixels([picture.view], dtype, device),
        "pixel_values_local": _pixels(list(picture.tiles), dtype, device) if picture.tiles else None,
        "num_local_patches": [len(picture.tiles)],
        "patches_grid": [[across, down]],
    }


def _pixels(pictures: list[Pixels], dtype: torch.dtype, device: torch.device) -> Tensor:
    """From bytes to -1…1, on the card: in the order of steps that was published, so that no bit differs."""
    whole = torch.from_numpy(np.stack(pictures)).to(device, non_blocking=True)
    return ((whole.permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.5).to(dtype).contiguous()

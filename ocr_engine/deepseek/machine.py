"""What this machine reads with: which device, which numbers, how many pages at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from django.conf import settings

from archive.faults import MachineFailed

#: Places of a page in the model's memory, image and prompt included: as many as the models were trained for.
#: A model with a window needs room for the longest page and the window.
ROOM, ROOM_WINDOW = 8192, 4608
_SHARE = 0.6  # of the memory left beside the weights; the rest is for looking at pages
_MOST = 256  # pages at once: beyond that, reading their memory takes all the time there is
_TAKEN = 0.8  # of the pages that are put to it at once; the others are made ready meanwhile, so that no slot waits


@dataclass(frozen=True, slots=True)
class Machine:
    device: torch.device
    dtype: torch.dtype
    why: str


def machine() -> Machine:
    """Raises MachineFailed where there is a card and torch cannot use it: to read on the processor instead would
    take an hour a page, and nobody would know why."""
    wanted = settings.MUNIMENT_DEVICE
    if wanted != "cpu" and torch.cuda.is_available():
        name = torch.cuda.get_device_name(0)
        if torch.cuda.is_bf16_supported(including_emulation=False):
            return Machine(torch.device("cuda"), torch.bfloat16, f"{name}, bfloat16")
        return Machine(torch.device("cuda"), torch.float32, f"{name}, float32: it has no bfloat16")
    if wanted == "cuda" or (wanted == "auto" and Path("/proc/driver/nvidia/version").exists()):
        raise MachineFailed(
            f"torch {torch.__version__} finds no card. Ask `manage.py doctor --deep`; MUNIMENT_DEVICE=cpu reads "
            "without one, very slowly."
        )
    return Machine(torch.device("cpu"), torch.float32, "the processor, float32: there is no card")


def slots_for(config: Any, room: int, machine: Machine) -> int:
    """As many pages as the memory holds at once, and no more than there are hands that bring them: a slot that is
    never filled takes as much time as one that is."""
    if settings.MUNIMENT_DEEPSEEK_SLOTS:
        return int(settings.MUNIMENT_DEEPSEEK_SLOTS)
    if machine.device.type == "cpu":
        return 2
    size = torch.finfo(machine.dtype).bits // 8
    page = 2 * size * room * config.num_hidden_layers * config.num_key_value_heads * config.head_dim
    free, _whole = torch.cuda.mem_get_info()
    brought = int(settings.MUNIMENT_OCR_TOGETHER * _TAKEN)
    return max(1, min(_MOST, brought, int(free * _SHARE / page)))

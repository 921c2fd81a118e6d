"""How many pages are read at once: what memory holds, what is brought, or what the operator says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from ocr_engine.deepseek.machine import ROOM, Machine, slots_for

#: As published: 61,440 bytes a place, half a gigabyte a page.
CONFIG = SimpleNamespace(num_hidden_layers=12, num_key_value_heads=10, head_dim=128)
CARD = Machine(torch.device("cuda"), torch.bfloat16, "a card")


@pytest.mark.parametrize(
    ("free", "together", "slots"),
    [
        (130 << 30, 64, 51),  # four fifths: the others are made ready meanwhile
        (130 << 30, 1024, 166),  # three fifths of the memory
        (17 << 30, 64, 21),
        (1 << 20, 64, 1),
    ],
)
def test_there_are_as_many_slots_as_memory_holds_and_pages_are_brought(
    free: int, together: int, slots: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MUNIMENT_DEEPSEEK_SLOTS, settings.MUNIMENT_OCR_TOGETHER = 0, together
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (free, free))
    assert slots_for(CONFIG, ROOM, CARD) == slots
    settings.MUNIMENT_DEEPSEEK_SLOTS = 7
    assert slots_for(CONFIG, ROOM, CARD) == 7


def test_a_processor_reads_two() -> None:
    assert slots_for(CONFIG, ROOM, Machine(torch.device("cpu"), torch.float32, "")) == 2

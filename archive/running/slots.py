"""How many pages are read at the same time on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings


def ocr_slots() -> int:
    """One engine for two cores, unless the operator said how many: more only get in each other's way."""
    return int(settings.MUNIMENT_OCR_SLOTS) or max(1, _cores() // 2)


def pages_under_way() -> int:
    """How many pages a worker has in hand: as many as are read at once, and more where something reads many at
    once (a card, a server), so that it never waits for the next."""
    weights = Path(settings.MUNIMENT_WEIGHTS)
    many = settings.MUNIMENT_OCR_SERVER or (weights.is_dir() and any(weights.iterdir()))
    return max(ocr_slots(), int(settings.MUNIMENT_OCR_TOGETHER) if many else 0)


def _cores() -> int:
    """Those this process may use: in a container the machine has more."""
    affinity = getattr(os, "sched_getaffinity", None)  # not everywhere
    return len(affinity(0)) if affinity else os.cpu_count() or 2

"""How many pages are read at the same time on this machine."""

from __future__ import annotations

import os

from django.conf import settings


def ocr_slots() -> int:
    """One engine for two cores, unless the operator said how many: more only get in each other's way."""
    return int(settings.MUNIMENT_OCR_SLOTS) or max(1, _cores() // 2)


def _cores() -> int:
    """Those this process may use: in a container the machine has more."""
    affinity = getattr(os, "sched_getaffinity", None)  # not everywhere
    return len(affinity(0)) if affinity else os.cpu_count() or 2

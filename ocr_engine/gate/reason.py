"""Why a reading is doubted: a code for programs, a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    sentence: str
    decision: Literal["flag", "quarantine"] = "flag"

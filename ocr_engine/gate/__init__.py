"""The truth gate: does a reading deserve to be believed? Pure; each test is a module of its own."""

from __future__ import annotations

from ocr_engine.gate.reason import Reason
from ocr_engine.gate.verdict import Verdict, better, judge

__all__ = ["Reason", "Verdict", "better", "judge"]

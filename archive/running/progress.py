"""One line on a terminal that says how far a command is and how long it will take; silent elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import Self, TextIO

_PAUSE = 0.2  # seconds between two drawings


class Progress:
    """`total` is in whatever unit `advance` is told, bytes or pages."""

    def __init__(self, total: int, label: str, stream: TextIO | None = None) -> None:
        self.total, self.label, self.done = total, label, 0
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._began = time.monotonic()
        self._drawn = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def advance(self, amount: int, what: str = "") -> None:
        self.done += amount
        self._draw(what)

    def left(self, amount: int) -> None:
        """Says how much is left instead of how much was done."""
        self.done = max(0, self.total - amount)
        self._draw("")

    def clear(self) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _draw(self, what: str) -> None:
        now = time.monotonic()
        if not self._shown or now - self._drawn < _PAUSE:
            return
        self._drawn = now
        share = min(1.0, self.done / self.total)
        line = f"{self.label} {share:4.0%}{self._remaining(now - self._began, share)}  {what}"
        self._stream.write(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}")
        self._stream.flush()

    def _remaining(self, passed: float, share: float) -> str:
        if share <= 0.01 or passed < 2:
            return ""
        seconds = round(passed * (1 - share) / share)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f", {hours}:{minutes:02}:{seconds:02} left" if hours else f", {minutes}:{seconds:02} left"

"""Noticing, while it is written, that an output goes round in circles.

The ban of repeated runs (ocr_engine.deepseek.banning) misses two circles: those longer than its window, and those
that vary, such as one letter with ever other boxes. So boxes are left out of what is looked at, and what is asked
is how much of the last stretch is new: honest text, even a list of dues, says something new in every stretch."""

from __future__ import annotations

import re
from collections import Counter, deque

#: Characters that are one look: a repeated window of so many is no accident.
WINDOW = 24
#: Windows looked back over, and the share of them that must be different.
STRETCH, NEW = 1800, 0.35
#: So many lines one after the other that say the same. Short ones, such as "do." in a ledger, may stand for long.
SAME_LINES, SHORT, SAME_SHORT = 12, 8, 80
_LEFT_OUT = re.compile(r"<\|det\|>.*?<\|/det\|>|</?t[dhr]\b[^<>]{0,60}>|\[\[?[\d, \[\]]{5,200}\]", re.S)
_MARK = re.compile(r"<\|/?ref\|>|\s+")
_LEADERS = re.compile(r"[.·_\-–—=*]{4,}")


class Watch:
    """Is fed the output as it comes; says why it should end, or nothing."""

    def __init__(self) -> None:
        self._rest = ""  # may still become something that is left out
        self._tail = ""
        self._windows: deque[str] = deque()
        self._seen: Counter[str] = Counter()
        self._line, self._same, self._last = "", 0, ""

    def feed(self, some: str) -> str:
        text = _LEFT_OUT.sub("\n", self._rest + some)
        # What was opened is kept back until it closes, or has become too long to be a box.
        at = max(text.rfind("<"), text.rfind("["))
        cut = at if at >= 0 and len(text) - at < 400 else len(text)
        text, self._rest = text[:cut], text[cut:]
        return self._lines(text) or self._stretch(text)

    def _lines(self, text: str) -> str:
        *ended, self._line = (self._line + text).split("\n")
        for line in ended:
            said = " ".join(_MARK.sub(" ", line).split())
            if not said or _LEADERS.fullmatch(said):
                continue
            self._same = self._same + 1 if said == self._last else 1
            self._last = said
            if self._same >= (SAME_LINES if len(said) > SHORT else SAME_SHORT):
                return f"the line “{said[:60]}” came {self._same} times"
        return ""

    def _stretch(self, text: str) -> str:
        said = self._tail + _LEADERS.sub("…", _MARK.sub(" ", text))
        for at in range(len(said) - WINDOW + 1):
            window = said[at : at + WINDOW]
            self._windows.append(window)
            self._seen[window] += 1
            if len(self._windows) > STRETCH:
                old = self._windows.popleft()
                self._seen[old] -= 1
                if not self._seen[old]:
                    del self._seen[old]
        self._tail = said[-(WINDOW - 1) :]
        if len(self._windows) == STRETCH and len(self._seen) < NEW * STRETCH:
            return f"only {round(100 * len(self._seen) / STRETCH)} % of the last {STRETCH} characters are new"
        return ""

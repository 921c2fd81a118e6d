"""The words around a hit: a piece of the page's text that always holds its first mark."""

from __future__ import annotations

import re

LENGTH = 340  # characters
LEAD = 110  # of them before the first mark, at most
_SPACE = re.compile(r"\s+")


def of(text: str, marks: tuple[tuple[int, int], ...]) -> tuple[tuple[str, bool], ...]:
    """(words, marked or not), in order; an ellipsis where something was left out, line ends as spaces."""
    start, end = _window(text, marks[0][0] if marks else 0, marks[0][1] if marks else 0)
    pieces: list[tuple[str, bool]] = []
    at = start
    for begin, stop in marks:
        if begin < at or stop > end:
            continue
        pieces += [(text[at:begin], False), (text[begin:stop], True)]
        at = stop
    pieces.append((text[at:end], False))
    if start:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    return tuple((_SPACE.sub(" ", words), marked) for words, marked in pieces if words)


def _window(text: str, begin: int, stop: int) -> tuple[int, int]:
    start = max(0, begin - LEAD)
    end = min(len(text), max(stop, start + LENGTH))
    if start:  # not in the middle of a word
        space = _SPACE.search(text, start, begin)
        start = space.end() if space else start
    if end < len(text) and (space := _SPACE.search(text, end, min(len(text), end + 40))):
        end = space.start()
    return start, end

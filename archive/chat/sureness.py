"""Where each token of an answer ends in its text, and how sure the model was of it."""

from __future__ import annotations

import codecs
import math
from itertools import accumulate
from typing import Any

from archive.blocks import storable


def placed(tokens: list[Any], text: str) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """`tokens` as the server lists them. Empty unless they join up exactly: servers leave out special tokens, strip
    blanks and hold letters back, and a sureness at the wrong word is worse than none.

    Half a letter counts to the token that ends it. One last token more than the text needs is the one that ended
    the answer; some servers list it."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    parts: list[str] = []
    sure: list[float] = []
    length = 0
    for place, token in enumerate(tokens, 1):
        if place == len(tokens) and length == len(text):
            break
        spelled, sureness = _spelled(token), _sureness(token)
        if spelled is None or sureness is None:
            return (), ()
        parts.append(storable(decoder.decode(spelled)))
        sure.append(sureness)
        length += len(parts[-1])
    if length < len(text) and parts:
        parts[-1] += decoder.decode(b"", final=True)
    if "".join(parts) != text:
        return (), ()
    return tuple(accumulate(len(part) for part in parts)), tuple(sure)


def _spelled(token: Any) -> bytes | None:
    """Its bytes where the server gives them: written as letters, half a letter is lost."""
    if not isinstance(token, dict):
        return None
    given, letters = token.get("bytes"), token.get("token")
    if isinstance(given, list):
        try:
            return bytes(given)
        except (TypeError, ValueError):
            return None
    return storable(letters).encode() if isinstance(letters, str) else None


def _sureness(token: Any) -> float | None:
    given = token.get("logprob") if isinstance(token, dict) else None
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        return None
    return min(0.0, float(given))

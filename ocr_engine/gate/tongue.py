"""In which language a text is written, as its small words tell it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from ocr_engine.gate.tongues import SAME_LANGUAGE, SMALL_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_KNOWN = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}


def named(language: str) -> str:
    """The short name of a language whose small words are known, or ""."""
    code = language.strip().casefold().replace("_", "-").partition("-")[0]
    code = SAME_LANGUAGE.get(code, code)
    return code if code in _KNOWN else ""


@lru_cache(maxsize=32)
def shares(text: str) -> tuple[int, Counter[str]]:
    """How many words there are, and for each language how many of them are its small words."""
    words = [word.casefold().replace("ſ", "s").replace("’", "'") for word in _WORD.findall(text)]
    counted: Counter[str] = Counter()
    for word, times in Counter(words).items():
        for language, known in _KNOWN.items():
            if word in known:
                counted[language] += times
    return len(words), counted


def best(counted: Counter[str], of: Iterable[str] | None = None) -> tuple[str, int]:
    some = counted if of is None else {language: counted[language] for language in of}
    return max(some.items(), key=lambda pair: pair[1], default=("", 0))

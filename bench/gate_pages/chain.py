"""Text that follows a given text closely enough to pass for it: a chain of its words."""

from __future__ import annotations

from itertools import pairwise
from random import Random


class Chain:
    """Words that follow one another as they do in some texts; what it says is fluent for two words at a time."""

    def __init__(self, texts: list[str]) -> None:
        self._after: dict[str, list[str]] = {}
        for text in texts:
            words = text.split()
            for word, following in pairwise(words):
                self._after.setdefault(word, []).append(following)

    def __bool__(self) -> bool:
        return len(self._after) > 100

    def say(self, dice: Random, count: int) -> str:
        starts = sorted(word for word in self._after if word[:1].isupper()) or sorted(self._after)
        said = [dice.choice(starts)]
        while len(said) < count:
            said.append(dice.choice(self._after.get(said[-1]) or starts))
        return " ".join(said)

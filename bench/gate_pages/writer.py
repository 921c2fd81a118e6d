"""Fluent text that nobody wrote: sentences put together by the rules of a language (rules/*.txt).

A writer deals out the alternatives of each rule like cards, so that a page says the same thing twice only when
every other way of saying something has been used.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

LANGUAGES = ("en", "de", "fr", "la")
_RULES = Path(__file__).parent / "rules"
_SLOT = re.compile(r"\{(\w+)\}")


class Writer:
    """One hand writing in one language; the same dice give the same text."""

    def __init__(self, language: str, dice: Random) -> None:
        self.language = language
        self._rules = rules(language)
        self._dice = dice
        self._decks: dict[str, list[str]] = {}

    def say(self, rule: str) -> str:
        """One alternative of a rule, its slots filled; a capitalised name asks for a capital letter."""
        name = rule.lower() if rule.lower() in self._rules else rule
        said = _SLOT.sub(lambda slot: self.say(slot[1]), self._dealt(name))
        return said[0].upper() + said[1:] if rule[0].isupper() else said

    def sentence(self) -> str:
        said = self.say("sentence")
        return said[0].upper() + said[1:]

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def paragraphs(self, words: int, each: tuple[int, int] = (2, 6)) -> list[str]:
        """Paragraphs that together have about so many words, at least one."""
        made: list[str] = []
        while not made or sum(len(part.split()) for part in made) < words:
            made.append(self.paragraph(self._dice.randint(*each)))
        return made

    def sample(self, rule: str, count: int) -> list[str]:
        """Different alternatives of a rule, as many as there are up to `count`."""
        found: dict[str, None] = {}
        for _ in range(20 * count):
            found.setdefault(self.say(rule))
            if len(found) == count:
                break
        return list(found)

    def _dealt(self, name: str) -> str:
        deck = self._decks.get(name)
        if not deck:
            deck = list(self._rules[name])
            self._dice.shuffle(deck)
            self._decks[name] = deck
        return deck.pop()


@cache
def rules(language: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in (_RULES / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, alternatives = line.partition(" = ")
            found.setdefault(name, []).extend(part.strip() for part in alternatives.split(" | "))
    return {name: tuple(every) for name, every in found.items()}


def long_s(text: str) -> str:
    """With the long s of old print: everywhere but at the end of a word."""
    return re.sub(r"s(?=[a-zäöüß])", "ſ", text)

"""Where a query stands in a page's text: the same folding as the index, so both agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from search import folding, stems
from search.folding import Token
from search.query import Part, Query


@dataclass(frozen=True, slots=True)
class Match:
    start: int
    end: int
    part: int  # which word or phrase of the query


class Highlighter:
    """Made once for a query and a language."""

    def __init__(self, query: Query, language: str) -> None:
        self.query, self.language = query, language
        self.parts = (*query.telling, *query.phrases)
        self._single: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._several: dict[str, list[int]] = {}
        self._sizes: dict[str, int] = {}  # see folding.picked
        self._liked: set[str] = set()
        self._known: dict[tuple[str, ...], _Told] = {}  # most words of a page come again and again
        for number, part in enumerate(self.parts):
            if len(part.tokens) == 1:
                for form in part.tokens[0].forms:
                    self._single.setdefault(form, number)
                    if not part.quoted:
                        self._stems.setdefault(stems.stem(form, language), number)
            else:
                for form in part.tokens[0].forms:
                    self._several.setdefault(form, []).append(number)
                if not part.quoted:
                    self._single.setdefault(part.joined, number)

        every = (*self.parts, *query.without)
        asked = {form for part in every for token in part.tokens for form in token.forms}
        #: A word that says none of these is passed over: neither found, nor in a phrase or an exclusion.
        self._asked = asked | self._single.keys() | self._stems.keys()

    def matches(self, text: str) -> list[Match] | None:
        """Every place, in order; None when the text lacks a phrase or holds what it must not."""
        tokens = list(folding.picked(text, self._look, self._sizes, self._liked))
        found = list(self._found(tokens))
        have = {match.part for match in found}
        if any(part.quoted and n not in have for n, part in enumerate(self.parts)):
            return None
        for part in self.query.without:
            if any(_stands(part, tokens, at) for at in range(len(tokens))):
                return None
        return found

    def _look(self, word: str) -> tuple[int, bool]:
        size, said = _said(word, self.language)
        return size, not self._asked.isdisjoint(said)

    def _found(self, tokens: list[Token]) -> Iterator[Match]:
        known = self._known
        for at, token in enumerate(tokens):
            forms = token.forms
            told = known.get(forms)
            if told is None:
                told = known[forms] = self._tell(forms)
            if told is not _NOTHING:
                for number in told.several:
                    if _stands(self.parts[number], tokens, at):
                        yield Match(token.start, tokens[at + len(self.parts[number].tokens) - 1].end, number)
                if told.single is not None:
                    yield Match(token.start, token.end, told.single)

    def _tell(self, forms: tuple[str, ...]) -> _Told:
        several = tuple(number for form in forms for number in self._several.get(form, ()))
        single = next((self._single[form] for form in forms if form in self._single), None)
        if single is None and self._stems:
            single = self._stems.get(stems.stem(forms[0], self.language))
        return _Told(several, single) if several or single is not None else _NOTHING


@lru_cache(maxsize=100_000)
def _said(word: str, language: str) -> tuple[int, tuple[str, ...]]:
    """How many places a word takes, and all its forms and stems; the same for every query."""
    tokens = folding.of_word(word)
    forms = [form for token in tokens for form in token.forms]
    return len(tokens), (*forms, *(stems.stem(token.forms[0], language) for token in tokens))


class _Told(NamedTuple):
    several: tuple[int, ...]  # parts of several words that may begin here
    single: int | None  # the part this word is


_NOTHING = _Told((), None)


def _stands(part: Part, tokens: list[Token], at: int) -> bool:
    """Whether the part's tokens stand side by side from `at` on."""
    if at + len(part.tokens) > len(tokens):
        return False
    first = tokens[at].place
    return all(
        (here := tokens[at + n]).place == first + n and not set(mine.forms).isdisjoint(here.forms)
        for n, mine in enumerate(part.tokens)
    )


def united(matches: list[Match]) -> list[tuple[int, int]]:
    """Spans in order, overlapping ones as one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((match.start, match.end) for match in matches):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans

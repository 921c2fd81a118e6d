"""What a person typed: words, "exact phrases", and -words that must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search import folding, function_words

if TYPE_CHECKING:
    from search.folding import Token

#: Longer questions are cut here; nobody types more, and each word costs time.
LONGEST = 1000
_PART = re.compile(
    r"(?P<no>(?<!\S)[-−])?(?:\"(?P<a>[^\"]*)(?:\"|$)|“(?P<b>[^”]*)(?:”|$)|„(?P<c>[^“”]*)(?:[“”]|$)"
    r"|«(?P<d>[^»]*)(?:»|$)|「(?P<e>[^」]*)(?:」|$)|(?P<word>[^\s\"“„«「]+))"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One word or phrase, folded. A word of several tokens (twenty-five) is a phrase that may be loosened."""

    tokens: tuple[Token, ...]
    quoted: bool

    @property
    def joined(self) -> str:
        return "".join(token.forms[0] for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Query:
    text: str  # what is embedded: everything but what must not be there
    words: tuple[Part, ...]  # any of these, more is better
    phrases: tuple[Part, ...]  # each of these, exactly
    without: tuple[Part, ...]  # none of these

    @property
    def telling(self) -> tuple[Part, ...]:
        """The words that say what is looked for: without "the" and "und", unless there is nothing else."""
        telling = tuple(part for part in self.words if not function_words.only(part.tokens))
        return telling or (() if self.phrases else self.words)


def parse(typed: str) -> Query:
    words: list[Part] = []
    phrases: list[Part] = []
    without: list[Part] = []
    said: list[str] = []
    for match in _PART.finditer(typed[:LONGEST].replace("\x00", " ")):
        text = match["word"]
        quoted = text is None
        if quoted:
            text = next((match[name] for name in "abcde" if match[name] is not None), "")
        elif match["no"] is None and text.startswith(("-", "−")):
            text = text[1:]  # a dash inside a sentence
        part = Part(tuple(folding.tokens(text)), quoted)
        if not part.tokens:
            continue
        if match["no"]:
            without.append(part)
            continue
        said.append(text)
        (phrases if quoted else words).append(part)
    return Query(" ".join(said), tuple(words), tuple(phrases), tuple(without))

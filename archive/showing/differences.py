"""Two texts of a page beside each other, word by word, and where on the image the words stand that differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from archive import marks
from archive.blocks import PageText
from archive.marks import Mark

Kind = Literal["same", "gone", "new"]
_WORD = re.compile(r"\S+\s*")
#: Pairs of words compared with each other, at most; longer texts differ as a whole where they begin to differ.
MOST = 25_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    pieces: tuple[Piece, ...]  # in reading order: what went stands before what came in its place
    gone: tuple[Mark, ...]  # on the page of the old text
    new: tuple[Mark, ...]
    words_gone: int
    words_new: int

    @property
    def words(self) -> int:
        return self.words_gone + self.words_new


def between(old: PageText, new: PageText) -> Difference:
    """Line ends and blanks are no difference. Some milliseconds for a page of a thousand words."""
    a, b = list(_WORD.finditer(old.text)), list(_WORD.finditer(new.text))
    pieces: list[Piece] = []
    gone: list[Mark] = []
    came: list[Mark] = []
    words_gone = words_new = 0
    for tag, i, j, k, m in _steps([_key(each) for each in a], [_key(each) for each in b]):
        if tag == "equal":
            pieces.append(Piece("same", new.text[b[k].start() : b[m - 1].end()]))
            continue
        if i < j:
            pieces.append(Piece("gone", old.text[a[i].start() : a[j - 1].end()]))
            gone += marks.marks(old, a[i].start(), a[j - 1].end())
            words_gone += j - i
        if k < m:
            pieces.append(Piece("new", new.text[b[k].start() : b[m - 1].end()]))
            came += marks.marks(new, b[k].start(), b[m - 1].end())
            words_new += m - k
    return Difference(tuple(pieces), tuple(gone), tuple(came), words_gone, words_new)


def words_changed(old: str, new: str) -> int:
    """How many words stand in one and not in the other, wherever: what a list says of many versions."""
    a, b = Counter(old.split()), Counter(new.split())
    return max((a - b).total(), (b - a).total())


def _key(word: re.Match[str]) -> str:
    return word[0].rstrip()


def _steps(a: list[str], b: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """What most versions share is their beginning and end: only what lies between is searched."""
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    until, to = len(a) - tail, len(b) - tail
    if head:
        yield "equal", 0, head, 0, head
    if (until - head) * (to - head) > MOST:
        yield "replace", head, until, head, to
    else:
        for tag, i, j, k, m in SequenceMatcher(None, a[head:until], b[head:to], autojunk=False).get_opcodes():
            yield tag, head + i, head + j, head + k, head + m
    if tail:
        yield "equal", until, len(a), to, len(b)

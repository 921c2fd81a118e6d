"""Words of a text as they are compared: the same for the index, the query and the marks.

Case, accents, long s, ligatures and vowel points do not count; a word hyphenated over a line's end
is one word; scripts written without spaces are cut into overlapping pairs. Every token keeps the
span of the text it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

# Accents and points that are no letters of their own. Marks of other scripts (Indic vowel signs,
# for example) stay: without them the word is another word.
_POINTS = (
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # Latin, Greek, Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"  # Arabic, with tatweel
)
_POINT = re.compile(f"[{_POINTS}]")
# Python's \w leaves combining marks out; these are the ranges in which words hold them.
_MARKS = _POINTS + "\u0900-\u0dff\u0e00-\u0eff\u0f18-\u0fbc\u1000-\u109f\u1780-\u17d3\u200c\u200d"
_LETTER = f"[^\\W_{_MARKS}]|[{_MARKS}]"
# Possessive, so that no text can make the matcher try again and again.
_WORD = f"(?:[^\\W_{_MARKS}]++|[{_MARKS}]++)++"
# A hyphen of any kind at a line's end; old prints also use "=", "¬" and the double oblique hyphen.
_BREAK = "(?:\u00ad|[-\u2010\u2011\u00ac=\u2e17\u2e40][ \\t]*(?:\\r?\\n[ \\t]*){1,2})"
# The first way says nothing that the second does not; it takes most words in half the time.
_JOINED = re.compile(f"[A-Za-z0-9]++(?=[ .,;:!?\\n])|{_WORD}(?:\u00ad{_WORD}|{_BREAK}{_WORD})*")
_SPLIT = re.compile(f"({_JOINED.pattern})")
_BREAKS = re.compile(_BREAK)
# Written without spaces: Thai to Khmer, kana, Han. Hangul is spaced, but its particles are not.
_PAIRED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f]"
)
_SPECIAL = str.maketrans(
    {
        "ſ": "s", "ꝛ": "r", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h",
        "ı": "i", "ŋ": "n", "ꜳ": "aa", "ꝏ": "oo", "ꜩ": "tz", "ꝑ": "p", "ꝓ": "p", "ꝗ": "q", "ꝙ": "q",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "\u0674": "",
        "\u200c": "", "\u200d": "", "װ": "וו", "ױ": "וי", "ײ": "יי",
    }
)  # fmt: skip
# a, o, u with two dots, or with the small e written over them until the 19th century.
_UMLAUT = re.compile("([aou])[\u0308\u0364]")


class Token(NamedTuple):
    """A tuple, not a dataclass: some thousands are made for every search."""

    forms: tuple[str, ...]  # the folded word, then other ways to write it
    start: int
    end: int
    place: int  # neighbours in a phrase have neighbouring places


@lru_cache(maxsize=100_000)
def fold(word: str) -> tuple[str, ...]:
    """The folded word and its other spellings: Müller is "muller" and "mueller". Empty if nothing is left."""
    spread = unicodedata.normalize("NFKD", word).casefold().translate(_SPECIAL)
    plain = _POINT.sub("", spread)
    if not plain:
        return ()
    spelt = _POINT.sub("", _UMLAUT.sub(r"\1e", spread))
    return (plain,) if spelt == plain else (plain, spelt)


@lru_cache(maxsize=100_000)
def _simple(word: str) -> tuple[str, ...] | None:
    """The forms of a word that is neither hyphenated nor cut into pairs; None for one that is."""
    return None if _BREAKS.search(word) or _PAIRED.search(word) else fold(word)


def tokens(text: str) -> Iterator[Token]:
    """In order. About a microsecond for a token."""
    place = 0
    for match in _JOINED.finditer(text):
        for token in _of(text, match[0], match.start(), place):
            place = token.place + 1
            yield token


def picked(
    text: str, look: Callable[[str], tuple[int, bool]], sizes: dict[str, int], liked: set[str]
) -> Iterator[Token]:
    """Only tokens of the words that `look` likes; it also tells how many places a word takes. `sizes` and
    `liked` remember what it said, so that words that come again cost next to nothing."""
    pieces = _SPLIT.split(text)  # what lies between the words, and each word after it
    words = pieces[1::2]
    for word in set(words).difference(sizes):
        sizes[word], likes = look(word)
        if likes:
            liked.add(word)
    if liked.isdisjoint(words):
        return
    ends = list(accumulate(map(len, pieces)))
    places = list(accumulate((sizes[word] for word in words), initial=0))
    for at in (at for at, word in enumerate(words) if word in liked):
        yield from _of(text, words[at], ends[2 * at], places[at])


def of_word(word: str) -> list[Token]:
    """The tokens of one of the words that `picked` shows to `look`."""
    return list(_of(word, word, 0, 0))


def _of(text: str, word: str, start: int, place: int) -> Iterable[Token]:
    forms = _simple(word)
    if forms is None:
        return _hard(text, word, start, place)
    return (Token(forms, start, start + len(word), place),) if forms else ()


def _hard(text: str, word: str, start: int, place: int) -> Iterator[Token]:
    if _PAIRED.search(word):
        yield from _pairs(word, start, place)
        return
    parts = [(start + s, start + e) for s, e in _parts(word)]
    if _continues(text, parts):
        forms = fold("".join(text[s:e] for s, e in parts))
        # The hyphen may belong to the word: then its halves are words as well.
        forms += tuple(half for s, e in parts for half in fold(text[s:e]) if half not in forms)
        if forms:
            yield Token(forms, start, start + len(word), place)
        return
    for s, e in parts:
        if forms := fold(text[s:e]):
            yield Token(forms, s, e, place)
            place += 1


def _parts(word: str) -> Iterator[tuple[int, int]]:
    at = 0
    for gap in _BREAKS.finditer(word):
        yield at, gap.start()
        at = gap.end()
    yield at, len(word)


def _continues(text: str, parts: list[tuple[int, int]]) -> bool:
    """A hyphenated word goes on in lower case, or in a script without case; "1850-\n1860" does not."""
    return (
        all(text[s].isalpha() and not text[s].isupper() for s, _e in parts[1:]) and text[parts[0][1] - 1].isalpha()
    )


def _pairs(word: str, start: int, place: int) -> Iterator[Token]:
    """Each character, alone and with its right neighbour; runs of other letters stay words."""
    for run in _RUN.finditer(word):
        if run["pair"] is None:
            if forms := fold(run[0]):
                yield Token(forms, start + run.start(), start + run.end(), place)
                place += 1
            continue
        letters = [(m.start() + run.start(), m.end() + run.start()) for m in _SIGN.finditer(run[0])]
        for here, after in zip(letters, [*letters[1:], None], strict=True):
            one = fold(word[slice(*here)])
            two = fold(word[here[0] : after[1]]) if after else ()
            if one or two:
                # The span is that of the one character: a phrase's marks then add up exactly.
                yield Token(one + two, start + here[0], start + here[1], place)
                place += 1


_SIGN = re.compile(f"{_PAIRED.pattern}[{_MARKS}]*")
_RUN = re.compile(f"(?P<pair>(?:{_SIGN.pattern})+)|(?:(?!{_PAIRED.pattern})(?:{_LETTER}))+")

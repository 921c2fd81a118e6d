"""Searches that find something in this archive, made from what the person may read in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from archive import rights
from archive.models import Page, Region, Transcription
from archive.showing import holdings
from search import folding, function_words

if TYPE_CHECKING:
    from archive.rights import Person, Reach

#: Regions that are looked at for a sentence worth showing.
LOOKED_AT = 200
_SENTENCE = re.compile(r"[^\W\d_]+(?:[ \n][^\W\d_]+){5,}")


@dataclass(frozen=True, slots=True)
class Example:
    query: str
    lesson: str  # what it shows


def of(person: Person) -> list[Example]:
    """From the newest texts; empty when there is nothing to read yet. Three queries, of some rows each."""
    words = _sentence(rights.reach(person))
    if words is None:
        return []
    telling = sorted({word for word in words if _tells(word)}, key=lambda word: (-len(word), word))
    one, other = telling[0], telling[1]
    at = next(n for n in range(len(words)) if words[n] == one)
    start = max(0, min(at - 1, len(words) - 3))
    phrase = " ".join(words[start : start + 3])
    return [
        Example(f"{one} {other}", _("Pages with either word; those with both come first. Endings do not matter.")),
        Example(f'"{phrase}"', _("Only pages where exactly these words stand side by side.")),
        Example(f"{one} -{other}", _("Pages with the first word that do not hold the second.")),
        Example(
            _("What is written about %(one)s and %(other)s?") % {"one": one, "other": other},
            _("A question: pages are also found by what they mean, in other words than yours."),
        ),
    ]


def _sentence(reach: Reach) -> list[str] | None:
    """A line of running words from a text that passed its checks, lower case words with two that tell something."""
    pages = Page.objects.filter(record__in=holdings.newest(reach, 20), indexed__verdict=Transcription.Verdict.PASS)
    versions = list(pages.order_by("-id").values_list("indexed", flat=True)[:20])
    regions = Region.objects.filter(transcription__in=versions, kind="text").order_by("-transcription", "ordinal")
    for text in regions.values_list("body__text", flat=True)[:LOOKED_AT]:
        for found in _SENTENCE.finditer(text):
            words = [word for word in found[0].split() if word.islower() or not word.isupper()]
            if len({word for word in words if _tells(word)}) >= 2 and len(words) >= 4:
                return found[0].split()
    return None


def _tells(word: str) -> bool:
    return word.islower() and len(word) > 4 and not function_words.only(tuple(folding.tokens(word)))

"""Every bound of the gate's checks. A collection may set its own, see archive.standards."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from archive.faults import Fault


@dataclass(frozen=True, slots=True)
class Bounds:
    """Shares are of letters unless something else is said. The defaults are what was measured, see
    docs/benchmarks.md."""

    # -- how sure the reader was
    sure: float = 0.9  #: a word read more surely is believed; an engine that is more modest says so in its facts
    doubted: float = 0.35  #: so many letters in words read less surely: flagged
    lost: float = 0.85  #: and so many in words that are not even half believed: kept out
    # -- letters and ink
    unfilled: float = 0.65  #: characters for each square of room in its lines: less, and the script is another
    bare_letters: float = 10.0  #: letters over bare paper that are doubted
    bare_share: float = 0.15  #: and the share of them from which the page is kept out
    longest: float = 2.2  #: letters for each that the ink has room for: more is too many
    shortest: float = 0.42  #: less is too few
    missed_letters: float = 60.0  #: letters in rows of ink that no block holds
    missed_share: float = 0.14  #: and their share of the page, from which they are missed
    astray: float = 0.62  #: ink between the words, of the ink in them: more, and the words stand elsewhere
    # -- the text itself
    loop_words: float = 12.0  #: words that go round and round
    noise: float = 0.3  #: words that no language has: more is noise
    strange: float = 0.6  #: letters of a script that was not expected
    foreign: float = 3.0  #: so many times as many small words of another language as of those expected
    # -- another reading
    same: float = 0.6  #: two readings of one page have so much in common, or more
    other: float = 0.35  #: and two of different pages less than this
    added_letters: float = 24.0  #: letters in one go that the other did not see
    uncovered: float = 0.2  #: of the letters the other saw, that this one has not
    # -- other pages
    alike: float = 0.5  #: what two pages have in common that say the same
    alike_pages: float = 5.0  #: so many pages that say the same are too many

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not (isinstance(value, int | float) and math.isfinite(value) and value >= 0):
                raise ValueError(f"the bound “{each.name}” is a number from 0 up, not {value!r}")


NAMES: tuple[str, ...] = tuple(each.name for each in fields(Bounds))
DEFAULT = Bounds()


def checked(said: Mapping[str, Any]) -> dict[str, float]:
    """The bounds of a collection as they are kept. Raises a Fault with a sentence for a person where one is
    unknown or makes no sense."""
    found: dict[str, float] = {}
    for name, value in said.items():
        if name not in NAMES:
            sentence = gettext("There is no bound called “%(name)s”. There are: %(known)s.")
            raise Fault(sentence % {"name": str(name)[:60], "known": ", ".join(NAMES)}, code="no_such_bound")
        try:
            found[name] = float(value)
            replace(DEFAULT, **{name: found[name]})
        except (TypeError, ValueError) as error:
            sentence = gettext("The bound “%(name)s” is a number from 0 up, not “%(value)s”.")
            raise Fault(sentence % {"name": name, "value": str(value)[:40]}, code="no_bound") from error
    return found


def of(said: Mapping[str, float]) -> Bounds:
    """The bounds where a collection says this. What a later release wrote, or nonsense, is passed over."""
    return _made(tuple(sorted((name, value) for name, value in said.items() if name in NAMES)))


@lru_cache(maxsize=64)
def _made(said: tuple[tuple[str, float], ...]) -> Bounds:
    found = DEFAULT
    for name, value in said:
        try:
            found = replace(found, **{name: value})
        except ValueError:  # written past the form
            continue
    return found


def choices() -> list[tuple[str, float]]:
    """All names with what holds where nothing is said, in the order in which they are explained."""
    return [(each.name, float(getattr(DEFAULT, each.name))) for each in fields(Bounds)]

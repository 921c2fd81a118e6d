"""How strictly a collection's texts are judged, and who has to look at them; what it does not say itself comes from
the collections above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from archive.models import Collection

#: Special letters offered where a collection names none: what keyboards lack and old print is full of.
LETTERS = (
    "ſ ß æ œ þ ð ȝ ƿ ꝛ ꝑ ꝓ ꝗ ꝙ ꝯ ꝰ ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ā ē ī ō ū ñ ç à á â ä å è é ê ë ö ü ÿ † ‡ § ¶ ⁊ – — „ “ ” ’ « »"
)
_LONGEST = 600  # characters of the letters offered


@dataclass(frozen=True, slots=True)
class Standards:
    #: Bounds of the gate's checks that differ from its own: {"doubted": 0.5}, see ocr_engine.gate.bounds.
    bounds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    #: The engine whose second opinion is asked, and of what share of the pages; "" asks nobody.
    second_engine: str = ""
    second_share: float = 0.0
    #: The share of unflagged pages that is drawn for quality control.
    sample_share: float = 0.03
    #: Whether text counts as reviewed only after two persons have seen it.
    two_reviewers: bool = False
    #: 0..3: how much sooner its pages are looked at than those of other collections.
    priority: int = 0
    #: What the editor's palette offers, with blanks between.
    letters: str = LETTERS

    def __post_init__(self) -> None:
        if not (0.0 <= self.second_share <= 1.0 and 0.0 <= self.sample_share <= 1.0):
            raise ValueError("shares are between 0 and 1")
        if not 0 <= self.priority <= 3:
            raise ValueError("a priority is between 0 and 3")
        if len(self.letters) > _LONGEST:
            raise ValueError(f"no more than {_LONGEST} characters are offered")


_NAMES = frozenset(each.name for each in fields(Standards))


def of(collection: Collection) -> Standards:
    """What holds in the collection: each part is its own, or comes from the nearest above that says something.
    Costs one query for a collection that is part of another."""
    said = dict(collection.standards)
    above = [int(pk) for pk in collection.path.strip("/").split("/") if pk and int(pk) != collection.pk]
    if above:
        held = dict(Collection.objects.filter(pk__in=above).order_by().values_list("pk", "standards"))
        for pk in reversed(above):
            said = held.get(pk, {}) | said
    return made(said)


def made(said: Mapping[str, Any]) -> Standards:
    """Raises ValueError or TypeError for what makes no sense; what a later release wrote is passed over."""
    known = {name: value for name, value in said.items() if name in _NAMES}
    bounds = known.pop("bounds", {})
    return Standards(bounds=MappingProxyType({str(k): float(v) for k, v in dict(bounds).items()}), **known)

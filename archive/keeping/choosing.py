"""Which records of a collection are meant: by words in title or shelfmark, by state, by halted pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.blocks import storable
from archive.models import Collection, Page, Record

if TYPE_CHECKING:
    from archive.rights import Person

LONGEST = 200  # characters of the words
_WORDS = 8
STATES = (*Record.State.values, "embargoed")
MOST = 20_000  # records that are counted; beyond them there are "more"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Nonsense is nothing: a filter that cannot be understood does not narrow."""

    words: str = ""
    state: str = ""
    halted: bool = False

    @classmethod
    def given(cls, values: Mapping[str, str]) -> Wanted:
        state = values.get("is", "")
        return cls(
            storable(values.get("q", "")).strip()[:LONGEST],
            state if state in STATES else "",
            values.get("halted", "") == "1",
        )

    @property
    def narrows(self) -> bool:
        return self != Wanted()

    def as_query(self) -> dict[str, str]:
        told = {"q": self.words, "is": self.state, "halted": "1" if self.halted else ""}
        return {name: value for name, value in told.items() if value}

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    def condition(self) -> Q:
        meant = Q()
        for word in self.words.split()[:_WORDS]:
            held = Q()
            for form in _forms(word):
                held |= Q(title__icontains=form) | Q(shelfmark__icontains=form)
            meant &= held
        if self.state == "embargoed":
            meant &= Q(embargo_until__gt=timezone.now())
        elif self.state:
            meant &= Q(state=self.state)
        if self.halted:
            meant &= Q(pk__in=Page.objects.filter(~Q(halted="")).order_by().values("record"))
        return meant


def _forms(word: str) -> set[str]:
    """SQLite takes Ü and ü for different letters."""
    return {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}


def records(collection: Collection, person: Person, wanted: Wanted) -> QuerySet[Record]:
    """What the person may edit of the collection itself (not of those below), by id."""
    return Record.objects.editable_by(person).filter(wanted.condition(), collection=collection).order_by("pk")


def counted(rows: QuerySet[Record]) -> int:
    """At most MOST + 1."""
    return rows.order_by().values("pk")[: MOST + 1].count()

"""Which texts await this person, the most worrying first.

The list is walked by its own columns, a slice at a time, and only then is asked which pages of the slice the person
may edit now: no planner can be led to gather 100,000 pages before it sorts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from archive.models import Collection, Page, Review, Transcription
from archive.rights import Person, Reach

#: Rows of the first slice, and of the largest: withdrawn volumes are passed over quickly.
_FIRST, _MOST = 24, 1500
#: So few collections are each walked by an index of their own.
_FEW_PLACES = 12
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Filters:
    """As an address says them; what makes no sense is passed over."""

    collection: str = ""  # short name; those below count too
    reason: str = ""
    language: str = ""
    verdict: str = ""
    wants: str = ""
    sample: bool = False
    mine: bool = False

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Filters:
        words = {name: str(said.get(name) or "").strip()[:_LONGEST] for name in _WORDS}
        words["collection"] = str(said.get("collection") or "").strip()[:80]
        if words["verdict"] not in Transcription.Verdict.values:
            words["verdict"] = ""
        if words["wants"] not in Review.Wants.values:
            words["wants"] = ""
        return cls(**words, **{name: str(said.get(name) or "") in {"1", "on", "True"} for name in _TICKS})

    @property
    def query(self) -> str:
        """For addresses: "collection=letters&sample=1"."""
        words = {name: getattr(self, name) for name in _WORDS if getattr(self, name)}
        return urlencode(words | {name: "1" for name in _TICKS if getattr(self, name)})


_WORDS = ("collection", "reason", "language", "verdict", "wants")
_TICKS = ("sample", "mine")


@dataclass(frozen=True, slots=True)
class Offer:
    review: int
    page: int
    version: int


def offers(person: Person, reach: Reach, filters: Filters) -> Iterator[Offer]:
    """All that this person may take now, in order. A slice costs two queries, and one more for each of a few
    collections."""
    places = within(reach, filters.collection)
    rows = open_to(person, filters)
    after: tuple[int, int] | None = None
    size = _FIRST
    while True:
        found = _slice(rows, places, after, size)
        held = dict(
            Page.objects.filter(reach.edits_record("record__"), pk__in=[row[2] for row in found])
            .order_by()
            .values_list("pk", "current")
        )
        for review, _risk, page, version in found:
            if held.get(page) == version:
                yield Offer(review, page, version)
        if len(found) < size:
            return
        after, size = (found[-1][1], found[-1][0]), min(2 * size, _MOST)


def following(person: Person, reach: Reach, filters: Filters, beside: int) -> int | None:
    """The page that comes after this one, as far as one can tell: nobody has taken it yet."""
    near = islice((offer.page for offer in offers(person, reach, filters)), 2)
    return next((page for page in near if page != beside), None)


def open_to(person: Person, filters: Filters) -> QuerySet[Review]:
    """Rows that nobody else has, wherever they stand."""
    me, now = person.pk if person is not None else 0, timezone.now()
    rows = Review.objects.filter(free(me), Q(not_before__isnull=True) | Q(not_before__lt=now))
    rows = rows.exclude(skips__has_key=str(me)).exclude(wants=Review.Wants.SECOND, author=me)
    # Of what is left to nobody too; told so that no index of its own is walked instead of that by risk.
    whose = {"assigned": me} if filters.mine else {"whose": me}
    rows = rows.annotate(whose=Coalesce("assigned_id", Value(me))).filter(**whose)
    if filters.reason:
        rows = rows.filter(reasons__contains=f",{filters.reason},")
    if filters.sample:
        rows = rows.filter(sample=True)
    plain = {name: getattr(filters, name) for name in ("language", "verdict", "wants") if getattr(filters, name)}
    return rows.filter(**plain)


def free(me: int) -> Q:
    return Q(holder__isnull=True) | Q(held_until__lt=timezone.now()) | Q(holder=me)


def within(reach: Reach, collection: str) -> frozenset[int] | None:
    """Collections the person works in, those named and below them; None for all there are."""
    mine = None if reach.sees is None else reach.edits
    if not collection:
        return mine
    top = Collection.objects.filter(slug=collection).exclude(path="").values_list("path", flat=True).first()
    below = Collection.objects.filter(path__startswith=top).order_by() if top else Collection.objects.none()
    named = frozenset(below.values_list("pk", flat=True))
    return named if mine is None else named & mine


def _slice(
    rows: QuerySet[Review], places: frozenset[int] | None, after: tuple[int, int] | None, size: int
) -> list[tuple[int, int, int, int]]:
    """(review, risk, page, version) of the next rows."""
    if after is not None:
        risk, last = after
        rows = rows.filter(Q(risk__lt=risk) | Q(pk__gt=last), risk__lte=risk)
    told = ("pk", "risk", "page", "transcription")
    if places is not None and len(places) <= _FEW_PLACES:
        found = [
            row
            for place in places
            for row in rows.filter(collection=place).order_by("-risk", "pk").values_list(*told)[:size]
        ]
        return sorted(found, key=lambda row: (-row[1], row[0]))[:size]
    if places is not None:
        # The sum keeps a database from gathering these collections' rows by their index, and sorting them all.
        rows = rows.annotate(place=F("collection_id") + 0).filter(place__in=places)
    return list(rows.order_by("-risk", "pk").values_list(*told)[:size])

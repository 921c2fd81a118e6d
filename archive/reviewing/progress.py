"""How far reviewing is: what the texts of a collection are, and what each person did."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from archive.models import Collection, Event, Membership, Page, Record, Transcription
from archive.people import inheritance
from archive.reviewing.remembered import Remembered
from archive.rights import Person, Reach

#: Deeds of reviewing: a text that was looked at and decided about, and one that was corrected.
REVIEWED = ("approved", "found_blank", "found_illegible")
CORRECTED = ("corrected",)
DAYS = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """Pages by what their text is. `machine` is unflagged; `unread` have no text yet."""

    machine: int = 0
    flagged: int = 0
    quarantined: int = 0
    corrected: int = 0
    reviewed: int = 0
    unread: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def pages(self) -> int:
        return sum(getattr(self, each.name) for each in fields(self))

    @property
    def looked_at(self) -> int:
        return self.corrected + self.reviewed

    @property
    def share(self) -> float:
        """Of the pages, how many a person has looked at."""
        return self.looked_at / self.pages if self.pages else 0.0


def standings() -> dict[int, Standing]:
    """By collection, without those below it and without the trash."""
    return _standings.get()


def _counted() -> tuple[dict[int, Standing], int]:
    rows = Page.objects.filter(record__trashed_at__isnull=True).exclude(record__state=Record.State.WITHDRAWN)
    alike = rows.order_by().values_list("record__collection", "current__status", "current__verdict")
    found: dict[int, Standing] = {}
    for place, status, verdict, n in alike.annotate(n=Count("pk")):
        found[place] = found.get(place, Standing()) + Standing(**{_kind(status, verdict): n})
    return found, sum(each.pages for each in found.values())


def _kind(status: str | None, verdict: str | None) -> str:
    if status is None:
        return "unread"
    if status != Transcription.Status.MACHINE:
        return str(status)
    kinds = {Transcription.Verdict.FLAG.value: "flagged", Transcription.Verdict.QUARANTINE.value: "quarantined"}
    return kinds.get(str(verdict), "machine")


_standings = Remembered(_counted)


@dataclass(frozen=True, slots=True)
class Deeds:
    """What one person did: today, in the last DAYS days, and in all. `days` has a number for each, today's last."""

    person: int
    name: str
    reviewed: int
    corrected: int
    today: int
    week: int
    days: tuple[int, ...]


def deeds(person: Person, reach: Reach) -> list[Deeds]:
    """Of the person and those who work in the same collections; who did most comes first."""
    totals, daily = _deeds.get()
    ids = {who for who, _verb in totals}
    if reach.sees is not None:
        me = {person.pk} if person is not None and person.is_authenticated else set()
        ids &= _beside(reach) | me
    names = dict(get_user_model()._default_manager.filter(pk__in=ids).values_list("pk", "username"))
    today = timezone.localdate()
    shown = [today - datetime.timedelta(days=n) for n in reversed(range(DAYS))]
    listed = [
        Deeds(
            pk,
            name,
            sum(totals[pk, verb] for verb in REVIEWED),
            sum(totals[pk, verb] for verb in CORRECTED),
            daily[pk, today],
            sum(daily[pk, day] for day in shown),
            tuple(daily[pk, day] for day in shown),
        )
        for pk, name in names.items()
    ]
    return sorted(listed, key=lambda each: (-each.week, -each.reviewed - each.corrected, each.name.casefold()))


def _beside(reach: Reach) -> set[int]:
    """People with a role in one of the collections, or above it."""
    paths = Collection.objects.filter(pk__in=reach.edits).order_by().values_list("path", flat=True)
    lines: set[int] = set().union(*(inheritance.line(path) for path in paths)) if paths else set()
    return set(Membership.objects.filter(collection__in=lines).order_by().values_list("person", flat=True))


def _count_deeds() -> tuple[tuple[Counter[tuple[int, str]], Counter[tuple[int, datetime.date]]], int]:
    rows = Event.objects.filter(Q(verb__in=REVIEWED + CORRECTED), target__startswith="page:", actor__isnull=False)
    totals: Counter[tuple[int, str]] = Counter()
    daily: Counter[tuple[int, datetime.date]] = Counter()
    for who, verb, n in rows.order_by().values_list("actor", "verb").annotate(n=Count("pk")):
        totals[who, verb] += n
    since = timezone.now() - datetime.timedelta(days=DAYS)
    lately = rows.filter(at__gte=since).order_by().annotate(day=TruncDate("at"))
    for who, day, n in lately.values_list("actor", "day").annotate(n=Count("pk")):
        daily[who, day] += n
    return (totals, daily), sum(totals.values())


_deeds = Remembered(_count_deeds)


def summed(rows: dict[int, Standing], ids: Iterable[int]) -> Standing:
    return sum((rows.get(pk, Standing()) for pk in ids), Standing())

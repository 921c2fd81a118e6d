"""Events by person, deed, thing and day, the newest first and a screen at a time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from archive.models import Collection, Event, Original, Page, Record
from archive.showing import numerals

SCREEN = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty parts say nothing. `about` is a thing as history names it: "record:12", "collection:3"."""

    person: str = ""
    verb: str = ""
    about: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None

    def events(self) -> QuerySet[Event]:
        rows = Event.objects.select_related("actor").order_by("-id")
        if self.person:
            rows = rows.filter(actor__in=get_user_model()._default_manager.filter(username=self.person))
        if self.verb:
            rows = rows.filter(verb=self.verb)
        if self.about:
            rows = rows.filter(_about(self.about))
        # Ids rise with time: a day is a place in their order, and the list is walked by them alone.
        if self.since and (first := _first_from(self.since)) is not None:
            rows = rows.filter(pk__gte=first)
        elif self.since:
            rows = rows.none()
        if self.until and self.until < datetime.date.max and (after := _first_from(_next(self.until))) is not None:
            rows = rows.filter(pk__lt=after)
        return rows


def screen(events: QuerySet[Event], before: str = "") -> tuple[list[Event], int | None]:
    """The events of one screen, and what the next one comes before; None at the end."""
    last = numerals.whole(before)
    listed = list((events.filter(pk__lt=last) if last is not None else events)[: SCREEN + 1])
    more = len(listed) > SCREEN
    return listed[:SCREEN], listed[SCREEN - 1].pk if more else None


def of_record(record: Record) -> QuerySet[Event]:
    """What happened to a record, its files and its pages."""
    return Event.objects.select_related("actor").filter(_about(f"record:{record.pk}")).order_by("-id")


def of_page(page: Page) -> QuerySet[Event]:
    return Event.objects.select_related("actor").filter(_about(f"page:{page.pk}")).order_by("-id")


def _next(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=1)


def _first_from(day: datetime.date) -> int | None:
    begin = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    return Event.objects.filter(at__gte=begin).order_by("at", "id").values_list("pk", flat=True).first()


def _about(name: str) -> Q:
    """A record with its files and pages; a collection with its records and the collections below it."""
    kind, _colon, given = name.partition(":")
    pk = numerals.whole(given)
    if pk is None:
        return Q(target=name)
    if kind == "record":
        pages = _named("page", Page.objects.filter(record=pk))
        originals = _named("original", Original.objects.filter(record=pk))
        return Q(target=name) | Q(target__in=pages) | Q(target__in=originals)
    if kind == "collection" and (above := Collection.objects.filter(pk=pk).first()):
        below = Collection.objects.filter(path__startswith=above.path).order_by()
        records = _named("record", Record.objects.filter(collection__in=below.values("pk")))
        return Q(target=name) | Q(target__in=_named("collection", below)) | Q(target__in=records)
    return Q(target=name)


def _named(
    kind: str, rows: QuerySet[Record] | QuerySet[Page] | QuerySet[Original] | QuerySet[Collection]
) -> object:
    name = Concat(Value(f"{kind}:"), Cast("pk", CharField()), output_field=CharField())
    return rows.order_by().annotate(as_told=name).values("as_told")

"""Looking through many pages for what is to be replaced, a screen of places at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from archive.models import Page, Region
from archive.replacing.pattern import Pattern
from archive.replacing.places import Place, places

#: Places on one screen, at least where there are so many; pages asked for at a time; seconds for one screen.
SCREEN, STEP, LONG = 40, 50, 2.0


@dataclass(frozen=True, slots=True)
class Found:
    page: Page
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    found: tuple[Found, ...]
    #: The id of the last page that was looked at, where there may be more; None at the end.
    after: int | None

    @property
    def places(self) -> int:
        return sum(len(each.places) for each in self.found)


def screen(pages: QuerySet[Page], pattern: Pattern, after: int = 0) -> Screen:
    """Whole pages, by their ids. A look that takes long ends where it is; one goes on from there."""
    until, found, seen = time.monotonic() + LONG, list[Found](), 0
    for page in _walked(_likely(pages, pattern), after):
        here = tuple(places(page.current.content(), pattern)) if page.current else ()
        if here:
            found.append(Found(page, here))
            seen += len(here)
        if seen >= SCREEN or time.monotonic() > until:
            return Screen(tuple(found), page.pk)
    return Screen(tuple(found), None)


def _walked(pages: QuerySet[Page], after: int) -> Iterator[Page]:
    regions = Prefetch("current__regions", Region.objects.select_related("body").order_by("ordinal"))
    rows = pages.filter(current__isnull=False).select_related("record", "current").order_by("pk")
    while some := list(rows.filter(pk__gt=after).prefetch_related(regions)[:STEP]):
        yield from some
        after = some[-1].pk


def _likely(pages: QuerySet[Page], pattern: Pattern) -> QuerySet[Page]:
    """What the database can tell of plain text: never a page too few, maybe some too many. What is a capital of
    what, databases know less well than Python, so without case all pages are looked at."""
    if pattern.regex or not pattern.case:
        return pages
    holding = Region.objects.filter(transcription=OuterRef("current"), body__text__contains=pattern.find)
    return pages.filter(Exists(holding.order_by()))

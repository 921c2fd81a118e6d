"""How far the pages of one record are, one screen of them at a time."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from archive import pipeline
from archive.models import Page, Record
from archive.showing import numerals

SCREEN = 96


@dataclass(frozen=True, slots=True)
class Leaf:
    number: int
    page: Page
    waiting: bool


@dataclass(frozen=True, slots=True)
class Standing:
    pages: int
    waiting: int
    halted: tuple[Leaf, ...]
    leaves: tuple[Leaf, ...]
    start: int | None  # the order key this screen begins with, None for the first
    previous: int | None
    next: int | None

    @property
    def done(self) -> int:
        return self.pages - self.waiting


def standing(record: Record, start: str = "") -> Standing:
    every = Page.objects.filter(record=record).order_by("order")
    unfinished = pipeline.unfinished().filter(record=record)
    first = numerals.whole(start)
    before = every.filter(order__lt=first) if first is not None else every.none()
    offset = before.count()
    screen = list((every.filter(order__gte=first) if first is not None else every)[: SCREEN + 1])
    waiting = set(unfinished.filter(pk__in=[page.pk for page in screen]).values_list("pk", flat=True))
    leaves = tuple(Leaf(offset + n, page, page.pk in waiting) for n, page in enumerate(screen[:SCREEN], 1))
    earlier = list(before.reverse().values_list("order", flat=True)[:SCREEN])
    halted = every.filter(~Q(halted=""))[:20]
    return Standing(
        every.count(),
        unfinished.count(),
        tuple(Leaf(page.number, page, False) for page in halted),
        leaves,
        first,
        earlier[-1] if earlier else None,
        screen[SCREEN].order if len(screen) > SCREEN else None,
    )

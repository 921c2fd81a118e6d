"""How far the pages of one record are, and its leaves, one screen of them at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from archive import pipeline
from archive.models import Page, Record
from archive.showing import numerals

#: Leaves that travel together; the strip asks for as many screens as are in view.
SCREEN = 60


@dataclass(frozen=True, slots=True)
class Leaf:
    number: int
    page: Page
    waiting: bool
    found: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    pages: int
    waiting: int
    halted: tuple[Leaf, ...]

    @property
    def done(self) -> int:
        return self.pages - self.waiting


@dataclass(frozen=True, slots=True)
class Strip:
    """One screen of leaves, and the order keys that the screens of the whole record begin with."""

    keys: tuple[int, ...]
    pages: int
    at: int  # which screen this is
    leaves: tuple[Leaf, ...]

    @property
    def previous(self) -> int | None:
        return self.keys[self.at - 1] if self.at else None

    @property
    def next(self) -> int | None:
        return self.keys[self.at + 1] if self.at + 1 < len(self.keys) else None

    @property
    def before(self) -> int:
        return self.at * SCREEN


def standing(record: Record) -> Standing:
    """Three queries, of this record's pages only."""
    every = Page.objects.filter(record=record).order_by("order")
    halted = every.filter(~Q(halted=""))[:20]
    return Standing(
        every.count(),
        pipeline.unfinished().filter(record=record).count(),
        tuple(Leaf(page.number, page, False) for page in halted),
    )


def strip(record: Record, start: str = "", found: Iterable[int] = ()) -> Strip:
    """The screen that begins at the order key, or that holds it. Three queries: the keys come from an index alone
    (2 ms for 5,000 pages), the leaves are one screen whatever the record's length."""
    every = Page.objects.filter(record=record).order_by("order")
    orders = list(every.values_list("order", flat=True))
    keys = tuple(orders[::SCREEN])
    wanted = numerals.whole(start)
    at = max(0, sum(1 for key in keys if key <= wanted) - 1) if wanted is not None else 0
    rows = every.filter(order__gte=keys[at]) if keys else every.none()
    if at + 1 < len(keys):
        rows = rows.filter(order__lt=keys[at + 1])
    screen = list(rows.only("order", "record_id", "image", "turn", "stage", "condition", "halted"))
    marked = set(found)
    unread = pipeline.unfinished().filter(pk__in=[page.pk for page in screen])
    waiting = set(unread.order_by().values_list("pk", flat=True))
    leaves = tuple(
        Leaf(at * SCREEN + n, page, page.pk in waiting, page.pk in marked) for n, page in enumerate(screen, 1)
    )
    return Strip(keys, len(orders), at, leaves)


def page_at(record: Record, number: int) -> Page | None:
    """The page with this number, or the nearest there is. A record's order keys are an index of a few thousand."""
    orders = Page.objects.filter(record=record).order_by("order").values_list("pk", flat=True)
    last = orders.count()
    place = min(max(number, 1), last) - 1
    return Page.objects.filter(pk=orders[place]).first() if last else None

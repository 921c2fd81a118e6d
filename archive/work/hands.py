"""Who works, and on what: workers by their last sign of life, with the pages whose lease they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive import pipeline
from archive.models import Page, Worker
from archive.running import signs
from archive.work.steps import NAMES

_SHOWN = 60  # pages in hand that are named
#: What a worker's queue, or its command, means.
DUTIES: dict[str, Promise] = {
    "pages": _("makes images"),
    "ocr": _("reads"),
    "index": _("indexes"),
    "sweep": _("hands out work"),
    "follower": _("keeps the index"),
}


@dataclass(frozen=True, slots=True)
class Held:
    page: Page
    step: str
    heard: datetime  # when the lease was last renewed

    @property
    def title(self) -> Promise | str:
        return NAMES.get(self.step, self.step)


@dataclass(slots=True)
class Hand:
    """`worker` is None for whoever does the work in the foreground, at a terminal."""

    worker: Worker | None
    silent: bool = False
    held: list[Held] = field(default_factory=list)

    @property
    def duty(self) -> Promise | str:
        if self.worker is None:
            return _("works at a terminal")
        return ", ".join(str(DUTIES[name]) for name in self.worker.name.split(",") if name in DUTIES)


def at_work(pages: QuerySet[Page], wishes: QuerySet[Any], *, workers: bool) -> list[Hand]:
    """Three queries. `workers`: with the machines they run on, and those who have nothing to do just now."""
    now = timezone.now()
    hands: dict[int, Hand] = {}
    others = Hand(None)
    if workers:
        for worker in Worker.objects.order_by("name", "host", "pk"):
            hands[worker.pk] = Hand(worker, worker.seen_at < now - signs.SILENT)
    for held, lease in _held(pages, wishes, now):
        hands.get(signs.holder(lease) or 0, others).held.append(held)
    return [*hands.values(), *([others] if others.held else [])]


def _held(pages: QuerySet[Page], wishes: QuerySet[Any], now: datetime) -> list[tuple[Held, str]]:
    span = pipeline.lease_time()
    found = []
    leased = pages.exclude(lease="").filter(lease_until__gt=now).select_related("record").order_by("pk")
    for page in leased[:_SHOWN]:
        step = {"received": "render", "rendered": "read"}.get(page.stage, "index")
        found.append((Held(page, step, (page.lease_until or now) - span), page.lease))
    again = wishes.exclude(lease="").filter(lease_until__gt=now).select_related("page__record").order_by("pk")
    for wish in again[:_SHOWN]:
        found.append((Held(wish.page, "again", wish.lease_until - span), wish.lease))
    return found

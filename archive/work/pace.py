"""How quickly pages are read, and how long the rest will take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import ngettext

from archive import pipeline
from archive.models import Page
from archive.work.steps import StepCount

SHORT, LONG = timedelta(minutes=5), timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Pace:
    """Pages a minute over the last five and sixty minutes, and what is left at that pace. Whoever edits a part of
    the archive waits for what stands before it too: `all_left` counts everybody's pages."""

    lately: float
    hour: float
    left: int  # pages to read
    all_left: int

    @property
    def minutes(self) -> float | None:
        """None where nobody reads, or nothing is left."""
        rate = self.lately or self.hour
        return self.all_left / rate if rate and self.left else None

    @property
    def remaining(self) -> str:
        """As one says it; "" where nobody can know."""
        if self.minutes is None:
            return ""
        minutes = max(1, round(self.minutes))
        if minutes < 100:
            return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
        if minutes < 60 * 48:
            hours = round(minutes / 60)
            return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
        days = round(minutes / 60 / 24)
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def measured(counts: Iterable[StepCount], *, of_all: bool = True) -> Pace:
    """Counted over an index of when what was read: that is in the database, whoever read it."""
    now = timezone.now()
    done = pipeline.AGAIN.rows.filter(outcome="done", at__gt=now - LONG).order_by()
    counts_of = done.aggregate(hour=Count("at"), lately=Count("at", filter=Q(at__gt=now - SHORT)))
    lately, hour = counts_of["lately"], counts_of["hour"]
    left = sum(count.waiting for count in counts if count.name in ("render", "read", "again"))
    return Pace(lately / 5, hour / 60, left, left if of_all else max(left, _everybodys()))


def _everybodys() -> int:
    pages = Page.objects.filter(pipeline.RENDER.due | pipeline.READ.due).order_by()
    return pages.count() + pipeline.AGAIN.rows.filter(pipeline.AGAIN.due).order_by().count()

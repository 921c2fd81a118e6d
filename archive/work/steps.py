"""How many pages wait for each step, are worked on, pause after a failure, or halted.

Everything is counted in the database when it is asked for, so nothing can be forgotten. With millions of pages
only small indexes are walked: those of unfinished pages, and of the few that are in hand, pause or halted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive import pipeline, rights
from archive.models import Act, Errand, Page
from archive.models.page import UNINDEXED
from archive.pipeline import Step
from archive.rights import Person

_MOST = 1_000_000  # counted up to
#: The step a page's stage waits for.
_NEXT = {
    Page.Stage.RECEIVED: pipeline.RENDER.name,
    Page.Stage.RENDERED: pipeline.READ.name,
    Page.Stage.TRANSCRIBED: pipeline.INDEX.name,
}
NAMES: dict[str, Promise] = {
    "render": _("Making images"),
    "read": _("Reading"),
    "again": _("Reading again"),
    "index": _("Indexing"),
    "errand": _("Errands"),
    "act": _("Changes of records"),
    "take_in": _("Taking in"),
}


@dataclass(frozen=True, slots=True)
class StepCount:
    name: str
    due: int
    in_hand: int
    pausing: int
    halted: int

    @property
    def title(self) -> Promise | str:
        return NAMES.get(self.name, self.name)

    @property
    def waiting(self) -> int:
        """What is neither done nor halted."""
        return self.due + self.in_hand + self.pausing


def pages_of(person: Person) -> QuerySet[Page]:
    """Those whose work this person may see and act on."""
    # Not through the records where that says nothing: what lies in the trash is worked on too.
    return Page.objects.all() if rights.is_admin(person) else Page.objects.editable_by(person)


def wishes_of(person: Person) -> QuerySet[Any]:
    rows = pipeline.AGAIN.rows.filter(outcome="wanted")
    return rows if rights.is_admin(person) else rows.filter(rights.edits_record(person, "page__record__"))


def errands_of(person: Person) -> QuerySet[Errand]:
    if rights.is_admin(person):
        return Errand.objects.all()
    return Errand.objects.filter(actor_id=person.pk) if person is not None else Errand.objects.none()


def acts_of(person: Person) -> QuerySet[Act]:
    if rights.is_admin(person):
        return Act.objects.all()
    return Act.objects.filter(person_id=person.pk) if person is not None else Act.objects.none()


#: Counted by other means, or no work on the archive.
_NOT_HERE = ("archive.Page", pipeline.AGAIN.model, pipeline.TRIAL.model)


def counted(person: Person) -> list[StepCount]:
    """The way of a page first, then what was asked for beside it. About ten queries, none over all pages."""
    counts = [*_pages(pages_of(person)), _asked(pipeline.AGAIN, wishes_of(person))]
    for step in pipeline.STEPS:
        if step.model not in _NOT_HERE and rights.is_admin(person):
            counts.append(_asked(step, step.rows))
    return [count for count in counts if count.name in _NEXT.values() or count.waiting or count.halted]


def _pages(pages: QuerySet[Page]) -> list[StepCount]:
    now = timezone.now()
    pages = pages.order_by()
    # The large number comes from an index alone; the few that are not due are taken off it.
    total = Counter(dict(pages.exclude(stage=Page.Stage.TRANSCRIBED).values_list("stage").annotate(n=Count("pk"))))
    # In the order of its small index: SQLite would else walk that of all texts.
    total[Page.Stage.TRANSCRIBED] = pages.filter(UNINDEXED).order_by("pk")[:_MOST].count()
    halted, off = Counter[str](), Counter[str]()
    stopped = pages.exclude(halted="").values_list("stage", "halted_step").annotate(n=Count("pk"))
    for stage, step, n in stopped:
        halted[step] += n
        if stage != Page.Stage.TRANSCRIBED:
            off[stage] += n
    # Those that halted there, and those that somebody let be.
    unindexed = pages.filter(UNINDEXED, halted_step=pipeline.INDEX.name)
    off[Page.Stage.TRANSCRIBED] = unindexed.order_by("pk")[:_MOST].count()
    # All that are skipped, by their own index; those that had a text before are not waited for anyhow.
    skipped = _by_stage(pages.filter(condition=Page.Condition.SKIPPED, halted=""))
    off.update({stage: n for stage, n in skipped.items() if stage != Page.Stage.TRANSCRIBED})
    in_hand = _by_stage(pages.exclude(lease="").filter(lease_until__gt=now))
    pausing = _by_stage(pages.filter(not_before__isnull=False).filter(not_before__gt=now, halted="", lease=""))
    found = []
    for stage, name in _NEXT.items():
        due = total[stage] - off[stage] - in_hand[stage] - pausing[stage]
        found.append(StepCount(name, max(0, due), in_hand[stage], pausing[stage], halted[name]))
    return found


def _by_stage(pages: QuerySet[Page]) -> Counter[str]:
    return Counter(dict(pages.values_list("stage").annotate(n=Count("pk"))))


def _asked(step: Step, rows: QuerySet[Any]) -> StepCount:
    now = timezone.now()
    leased = Q(lease_until__gt=now)
    pauses = Q(not_before__gt=now) & ~leased
    stopped = rows.exclude(halted="").order_by()
    if step in (pipeline.ERRAND, pipeline.ACT):
        stopped = stopped.filter(finished_at__isnull=True)
    counts = (
        rows.filter(step.due)
        .order_by()
        .aggregate(
            all=Count("pk"),
            in_hand=Count("pk", filter=leased & ~Q(lease="")),
            pausing=Count("pk", filter=pauses),
        )
    )
    due = counts["all"] - counts["in_hand"] - counts["pausing"]
    return StepCount(step.name, due, counts["in_hand"], counts["pausing"], stopped.count())

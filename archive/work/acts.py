"""What a person can do about the work: try again, skip, put off, go on, forget a wish.

Each is one statement over the pages it is about, written into the history of their records."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import events, pipeline
from archive.models import Act, Errand, Event, Page, Record
from archive.rights import Person
from archive.work.halts import PAUSED

_ONE_STATEMENT = 500
#: Why a large act ended before it was done.
STOPPED = "stopped"


@transaction.atomic
def retry(pages: QuerySet[Page], person: Person, **said: Any) -> int:
    """Halted pages, and those that were put off, are due again."""
    _tell(person, "retried", pages.exclude(halted=""), **said)
    return pipeline.retry(pages)


@transaction.atomic
def skip(pages: QuerySet[Page], person: Person, **said: Any) -> int:
    """Halted pages may stay as they are: nobody waits for them any more. What halted them is still said."""
    rows = pages.exclude(halted="")
    _tell(person, "skipped", rows, **said)
    # What halted at the index stays marked so: it would be tried again as text that came another way.
    kept = Case(When(halted_step=pipeline.INDEX.name, then=F("halted_step")), default=Value(""))
    return rows.update(condition=Page.Condition.SKIPPED, halted_step=kept, halted="", not_before=None)


@transaction.atomic
def take_up(pages: QuerySet[Page], person: Person) -> int:
    """Skipped pages are worked on after all."""
    rows = pages.filter(condition=Page.Condition.SKIPPED)
    _tell(person, "took_up", rows)
    return rows.update(condition=Page.Condition.ORDINARY, **pipeline.AFRESH)


@transaction.atomic
def put_off(record: Record, person: Person) -> int:
    """Pages of the record that nobody has begun wait until somebody says otherwise. What has begun is finished."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    rows = Page.objects.filter(free, record=record)
    why = _("Put off by a person; the work page lets it go on.")
    count = 0
    for step in (pipeline.RENDER, pipeline.READ):
        count += rows.filter(step.due).update(
            halted=PAUSED, halted_step=step.name, why=why, lease="", lease_until=None, not_before=None
        )
    if count:
        events.record(person, "put_off", record, pages=count)
    return count


@transaction.atomic
def go_on(record: Record, person: Person) -> int:
    """The same pages are due again."""
    count = pipeline.retry(Page.objects.filter(record=record, halted=PAUSED))
    if count:
        events.record(person, "went_on", record, pages=count)
    return count


@transaction.atomic
def forget(wishes: QuerySet[Any], person: Person) -> int:
    """Wishes to read pages again that nobody has begun are taken back."""
    free = wishes.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now()), outcome="wanted")
    _tell(person, "wish_forgotten", Page.objects.filter(pk__in=free.order_by().values("page")))
    return int(free.delete()[0])


def _tell(person: Person, verb: str, pages: QuerySet[Page], **said: Any) -> None:
    """A line in the history of each record that has some of these pages."""
    actor = person.pk if person is not None and person.is_authenticated else None
    rows = pages.order_by().values_list("record").annotate(n=Count("pk"))
    Event.objects.bulk_create(
        (
            Event(actor_id=actor, verb=verb, target=f"record:{record}", after={"pages": n, **said})
            for record, n in rows
        ),
        batch_size=_ONE_STATEMENT,
    )


def stop(rows: QuerySet[Errand] | QuerySet[Act], person: Person) -> int:
    """Large acts end where they are; what is done stays. Takedowns are not stopped: half of one helps nobody."""
    if rows.model is Act:
        rows = rows.exclude(kind=Act.Kind.PURGE)
    count = 0
    with transaction.atomic():
        for row in rows.filter(finished_at__isnull=True).select_for_update(of=("self",)):
            events.record(person, "stopped", row)
            count += rows.filter(pk=row.pk).update(finished_at=timezone.now(), halted=STOPPED, why="")
    return count


def resume(rows: QuerySet[Errand] | QuerySet[Act], person: Person) -> int:
    """Large acts that halted are tried again."""
    count = 0
    with transaction.atomic():
        for row in rows.filter(finished_at__isnull=True).exclude(halted="").select_for_update(of=("self",)):
            events.record(person, "resumed", row)
            count += rows.filter(pk=row.pk).update(**pipeline.AFRESH)
    return count

"""Going on with acts: step by step, each step one transaction that also says how far the act is.

A kill between two lines leaves either the whole step or nothing of it; the sweep sends the act again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from archive.celery import app
from archive.keeping import many, purging
from archive.models import Act

if TYPE_CHECKING:
    from archive.models import Collection
    from archive.rights import Person

log = logging.getLogger(__name__)
#: What one step does: changes the act's `reached` and `told`, and says whether that was all.
_STEPS: dict[str, Callable[[Act], bool]] = {
    Act.Kind.CHANGE: many.change_some,
    Act.Kind.UNDO: many.take_back_some,
    Act.Kind.PURGE: purging.remove_some,
}
#: An act that moved so lately is in somebody's hands.
_QUIET = timedelta(seconds=15)
#: What a person waits for; what takes longer goes on without them.
AT_ONCE = 1.5
#: What a worker does of one act before others have their turn.
TURN = 20.0


def begin(kind: str, person: Person, collection: Collection | None, what: dict[str, Any], **more: Any) -> Act:
    who = person.pk if person is not None and person.is_authenticated else None
    return Act.objects.create(kind=kind, person_id=who, collection=collection, what=what, **more)


def set_about(act: Act) -> bool:
    """Does what can be done while a person waits, and sends the rest to the workers. Says whether it is done."""
    done = go_on(act.pk, AT_ONCE)
    if not done:
        send(act.pk)
    act.refresh_from_db()
    return done


def send(act_id: int) -> None:
    try:
        app.send_task("archive.go_on", args=[act_id], queue="index-now")
    except (BrokerDown, OSError):
        log.warning("act=%s waits for the sweep: no broker", act_id)


def go_on(act_id: int, seconds: float | None = None) -> bool:
    """Steps until the act is done or the time is up; says whether it is done. Any number may go on at once."""
    until = None if seconds is None else time.monotonic() + seconds
    while True:
        if _step(act_id):
            return True
        if until is not None and time.monotonic() >= until:
            return False


def _step(act_id: int) -> bool:
    purges = Act.objects.filter(pk=act_id, kind=Act.Kind.PURGE).exists()
    if purges:
        purging.prepare()
    with transaction.atomic():
        act = Act.objects.select_for_update().filter(pk=act_id).first()
        if act is None or act.ended_at is not None:
            return True
        done = _STEPS[act.kind](act)
        act.moved_at = timezone.now()
        act.ended_at = act.moved_at if done else None
        act.save(update_fields=["reached", "told", "moved_at", "ended_at"])
    if done and purges:
        purging.settle()
    return done


def resume() -> int:
    """Sends acts that nobody works on; part of the sweep. Returns how many."""
    quiet = Act.objects.filter(ended_at__isnull=True, moved_at__lt=timezone.now() - _QUIET)
    ids = list(quiet.order_by("moved_at").values_list("pk", flat=True)[:20])
    for act_id in ids:
        send(act_id)
    # Not again before they had their time.
    Act.objects.filter(pk__in=ids).update(moved_at=timezone.now())
    return len(ids)

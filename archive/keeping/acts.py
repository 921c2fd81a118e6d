"""Going on with acts: step by step, each step one transaction that also says how far the act is.

A kill between two lines leaves either the whole step or nothing of it; the sweep hands the act out again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from archive import pipeline
from archive.keeping import many, purging
from archive.models import Act

if TYPE_CHECKING:
    from archive.models import Collection
    from archive.rights import Person

#: What one step does: changes the act's `reached` and `told`, and says whether that was all.
_STEPS: dict[str, Callable[[Act], bool]] = {
    Act.Kind.CHANGE: many.change_some,
    Act.Kind.UNDO: many.take_back_some,
    Act.Kind.PURGE: purging.remove_some,
}
#: What a person waits for; what takes longer goes on without them.
AT_ONCE = 1.5
#: What a worker does of one act before others have their turn.
TURN = 20.0


def begin(kind: str, person: Person, collection: Collection | None, what: dict[str, Any], **more: Any) -> Act:
    who = person.pk if person is not None and person.is_authenticated else None
    return Act.objects.create(kind=kind, person_id=who, collection=collection, what=what, **more)


def set_about(act: Act) -> bool:
    """Does what can be done while a person waits; the workers do the rest. Says whether it is done."""
    done = go_on(act.pk, AT_ONCE)
    act.refresh_from_db()
    return done


def go_on(act_id: int, seconds: float | None = None) -> bool:
    """Steps until the act is done, halted or in other hands, or the time is up; says whether it is done."""
    until = None if seconds is None else time.monotonic() + seconds
    while pipeline.run(pipeline.ACT, act_id, _prepare, _step):
        if Act.objects.filter(pk=act_id, kind=Act.Kind.PURGE, finished_at__isnull=False).exists():
            purging.settle()
        if until is not None and time.monotonic() >= until:
            break
    return not Act.objects.filter(pk=act_id, finished_at__isnull=True).exists()


def _prepare(act: Act) -> None:
    if act.kind == Act.Kind.PURGE:
        purging.prepare()


def _step(act: Act, _nothing: None) -> dict[str, Any]:
    done = _STEPS[act.kind](act)
    changes = {"reached": act.reached, "told": act.told}
    return changes | ({"finished_at": timezone.now()} if done else {})

"""Errands: acts on many pages, carried out a step at a time by whichever worker is free.

An act reads what it needs and computes without a transaction, then stores in the short transaction that also
moves the errand on. So a worker may be killed at any line: the next one goes on with the next page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive import events, pipeline, registry
from archive.models import Collection, Errand, Page
from archive.rights import Person

#: Errands of so few pages are begun at once, in the request that asks for them.
FEW = 200


class Act(Protocol):
    #: Pages in one step: what one transaction may take.
    batch: ClassVar[int]

    def prepare(self, errand: Errand, pages: list[int]) -> Any:
        """Slow or not; writes nothing."""
        ...

    def carry_out(self, errand: Errand, prepared: Any) -> int:
        """Inside a short transaction; returns for how many pages something was done."""
        ...


def begin(person: Person, verb: str, scope: dict[str, Any], **options: Any) -> Errand:
    """Writes the errand down; the sweep finds it. Where it is small its first step is taken at once."""
    actor = person.pk if person is not None and person.is_authenticated else None
    with transaction.atomic():
        errand = Errand.objects.create(
            verb=verb, actor_id=actor, operator=person is None, scope=scope, options=options
        )
        events.record(person, verb, errand, scope=scope, options=options)
    if _are_few(errand):
        take(errand.pk)
    errand.refresh_from_db()
    return errand


def take(errand_id: int) -> bool:
    """All steps, one after the other, until the errand is finished or somebody else has it."""
    taken = False
    while pipeline.run(pipeline.ERRAND, errand_id, _compute, _store):
        taken = True
        if not Errand.objects.filter(pk=errand_id, finished_at__isnull=True).exists():
            break
    return taken


def pages_of(errand: Errand) -> QuerySet[Page]:
    """Those of a record, a collection or a halt, or from an id on, that the actor may edit now: rights are asked at
    each step, not once at the beginning."""
    every, scope = _allowed(errand), errand.scope
    if "record" in scope:
        return every.filter(record=scope["record"])
    if "collection" in scope:
        above = Collection.objects.filter(pk=scope["collection"]).first()
        below = Collection.objects.filter(path__startswith=above.path) if above else Collection.objects.none()
        return every.filter(record__collection__in=below.order_by().values("pk"))
    if "halted" in scope:
        return every.filter(halted=scope["halted"]).exclude(halted="")
    if "from" in scope:
        return every.filter(pk__gte=scope["from"])
    return every.none()


def _are_few(errand: Errand) -> bool:
    if "pages" in errand.scope:
        return len(errand.scope["pages"]) <= FEW
    return "record" in errand.scope and pages_of(errand).order_by()[: FEW + 1].count() <= FEW


def _allowed(errand: Errand) -> QuerySet[Page]:
    # An actor who is gone is nobody, not the operator.
    return Page.objects.editable_by(errand.actor) if errand.actor or errand.operator else Page.objects.none()


def _act(errand: Errand) -> Act:
    made: Act = registry.load(registry.ERRANDS[errand.verb])()
    return made


@dataclass(frozen=True, slots=True)
class _Piece:
    last: int  # the id up to which the errand is done afterwards
    end: bool
    prepared: Any


def _compute(errand: Errand) -> _Piece:
    act = _act(errand)
    if "pages" in errand.scope:
        # A long list is asked for a piece at a time: databases bound how much one query may name.
        ids = sorted({pk for pk in errand.scope["pages"] if pk > errand.after})[: act.batch]
        pages = list(_allowed(errand).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    else:
        rows = pages_of(errand).filter(pk__gt=errand.after).order_by("pk")
        ids = pages = list(rows.values_list("pk", flat=True)[: act.batch])
    last = ids[-1] if ids else errand.after
    return _Piece(last, len(ids) < act.batch, act.prepare(errand, pages) if pages else None)


def _store(errand: Errand, piece: _Piece) -> dict[str, Any]:
    done = _act(errand).carry_out(errand, piece.prepared) if piece.prepared is not None else 0
    changes: dict[str, Any] = {"after": piece.last, "done": errand.done + done}
    return changes | ({"finished_at": timezone.now()} if piece.end else {})

"""Writing history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Model

from archive.models import Event

if TYPE_CHECKING:
    from archive.rights import Person


def record(actor: Person, verb: str, target: Model, **after: Any) -> None:
    Event.objects.create(
        actor_id=actor.pk if actor is not None and actor.is_authenticated else None,
        verb=verb,
        target=f"{target._meta.model_name}:{target.pk}",
        after=after,
    )

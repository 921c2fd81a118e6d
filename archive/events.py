"""Writing history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from archive.models import Event

if TYPE_CHECKING:
    from archive.rights import Person


def record(
    actor: Person, verb: str, target: Model, /, before: Mapping[str, Any] | None = None, **after: Any
) -> Event:
    return Event.objects.create(
        actor_id=actor.pk if actor is not None and actor.is_authenticated else None,
        verb=verb,
        target=named(target),
        before=dict(before or {}),
        after=after,
    )


def named(target: Model) -> str:
    """How history names a thing: "record:12"."""
    return f"{target._meta.model_name}:{target.pk}"

"""Giving and taking roles in a collection. Who may do so is asked before: curators of it, and admins."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from archive import events
from archive.models import Collection, Membership
from archive.rights import Person


@transaction.atomic
def give(actor: Person, collection: Collection, person: User, role: str) -> Membership:
    """Makes the person a member, or changes the role of one. Raises ValueError for a role there is not."""
    role = Membership.Role(role)
    held, made = Membership.objects.select_for_update().get_or_create(
        collection=collection, person=person, defaults={"role": role}
    )
    was = "" if made else held.role
    if was == role:
        return held
    held.role = role
    held.save(update_fields=["role"])
    events.record(
        actor,
        "role_given",
        collection,
        before={"role": was} if was else None,
        person=person.pk,
        name=person.get_username(),
        role=role,
    )
    return held


@transaction.atomic
def take(actor: Person, membership: Membership) -> None:
    """Ends a membership; what the person may through a collection above remains."""
    if not Membership.objects.filter(pk=membership.pk).delete()[0]:
        return
    person = membership.person
    events.record(
        actor,
        "role_taken",
        membership.collection,
        before={"role": membership.role},
        person=person.pk,
        name=person.get_username(),
    )

"""A link that makes whoever opens it a member, once. The secret in it is kept nowhere, only its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from enum import Enum

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive import events, rights
from archive.models import Collection, Invitation
from archive.people import inheritance, members

LONGEST_DAYS = 90


class Standing(Enum):
    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


class NotOpen(Exception):
    """The invitation cannot be used; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(actor: User, collection: Collection, role: str, note: str, days: int) -> tuple[Invitation, str]:
    """Returns the invitation and the secret for its link, which nobody can ask for again."""
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        collection=collection,
        role=role,
        note=note,
        digest=_digest(secret),
        invited_by=actor,
        expires_at=timezone.now() + timedelta(days=min(max(days, 1), LONGEST_DAYS)),
    )
    events.record(actor, "invited", collection, invitation=made.pk, role=role, note=note)
    return made, secret


def find(secret: str) -> Invitation | None:
    found = Invitation.objects.select_related("collection", "invited_by")
    return found.filter(digest=_digest(secret)).first()


def _unused() -> Q:
    return Q(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())


def open_ones(collection: Collection) -> QuerySet[Invitation]:
    return Invitation.objects.filter(_unused(), collection=collection).select_related("invited_by")


def standing(invitation: Invitation) -> Standing:
    """An invitation holds no longer than the rights of who wrote it: nobody who was shown out keeps a link
    to come back through."""
    if invitation.used_at:
        return Standing.USED
    if invitation.revoked_at:
        return Standing.REVOKED
    if invitation.expires_at <= timezone.now():
        return Standing.EXPIRED
    host = invitation.invited_by
    may = host is not None and Collection.objects.filter(
        rights.curates_collection(host), pk=invitation.collection_id
    )
    return Standing.OPEN if may and may.exists() else Standing.REVOKED


@transaction.atomic
def accept(invitation: Invitation, person: User) -> bool:
    """Makes the person a member. False where the role brings them nothing they do not have: then the link
    stays unused, for whom it was meant. Raises NotOpen; of two at once, one does."""
    if (now := standing(invitation)) is not Standing.OPEN:
        raise NotOpen(now)
    held = inheritance.role_of(person, invitation.collection)
    if rights.is_admin(person) or inheritance.rank(held) >= inheritance.rank(invitation.role):
        return False
    rows = Invitation.objects.filter(_unused(), pk=invitation.pk)
    if not rows.update(used_by=person, used_at=timezone.now()):
        invitation.refresh_from_db()
        raise NotOpen(standing(invitation))
    members.give(invitation.invited_by, invitation.collection, person, invitation.role)
    events.record(person, "joined", invitation.collection, invitation=invitation.pk, role=invitation.role)
    return True


@transaction.atomic
def revoke(actor: User, invitation: Invitation) -> bool:
    """False when it was used or revoked before."""
    rows = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True)
    if not rows.update(revoked_at=timezone.now()):
        return False
    events.record(
        actor, "invitation_revoked", invitation.collection, invitation=invitation.pk, role=invitation.role
    )
    return True

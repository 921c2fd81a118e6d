"""Accounts: opened and closed, made admin, given a new password. There is always an admin left."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from archive import events
from archive.models import Membership
from archive.people import sessions


class Refused(Exception):
    """Says in a sentence for the person why it was not done."""


def everybody(words: str = "") -> QuerySet[User]:
    """All people by name, with what their row in a list needs; `words` must all occur in a name."""
    people = User.objects.order_by("username")
    for word in words.split()[:8]:
        people = people.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
        )
    return people.annotate(looked=Max("visits__at")).prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("collection").order_by("collection__title"))
    )


def _still_admin(actor: User) -> None:
    """Nobody can close their own account, so who closes one remains: there is always an admin. All of them are
    locked, or two could show each other out at the same moment."""
    admins = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
    if all(admin.pk != actor.pk for admin in admins):
        raise Refused(_("You are no longer an admin."))


@transaction.atomic
def close(actor: User, person: User) -> None:
    """The person can no longer sign in, and is signed out everywhere; what they wrote stays theirs."""
    if actor.pk == person.pk:
        raise Refused(_("You cannot close your own account: another admin can."))
    _still_admin(actor)
    if User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        sessions.end(person)
        events.record(actor, "account_closed", person, name=person.get_username())


@transaction.atomic
def reopen(actor: User, person: User) -> None:
    if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        events.record(actor, "account_reopened", person, name=person.get_username())


@transaction.atomic
def make_admin(actor: User, person: User) -> None:
    """The staff flag goes along: it opens the administration."""
    if not User.objects.select_for_update().get(pk=person.pk).is_active:
        raise Refused(_("The account is closed; open it again first."))
    if User.objects.filter(pk=person.pk, is_superuser=False).update(is_superuser=True, is_staff=True):
        events.record(actor, "admin_made", person, name=person.get_username())


@transaction.atomic
def unmake_admin(actor: User, person: User) -> None:
    if actor.pk == person.pk:
        raise Refused(_("You cannot take this from yourself: another admin can."))
    _still_admin(actor)
    if User.objects.filter(pk=person.pk, is_superuser=True).update(is_superuser=False, is_staff=False):
        events.record(actor, "admin_unmade", person, name=person.get_username())


def free_name(name: str) -> str:
    """The name, if nobody has it. Names that differ only in their capitals would be taken for each other."""
    if User.objects.filter(username__iexact=name).exists():
        raise ValidationError(_("Somebody has this name already."), code="taken")
    return name


@transaction.atomic
def open_account(actor: User, username: str, name: str) -> User:
    """An account without a password; its owner chooses one through `password_link`."""
    person = User.objects.create_user(username, first_name=name)
    events.record(actor, "account_opened", person, name=username)
    return person


def password_link(actor: User, person: User) -> str:
    """The path of a page where the person chooses a new password: once, and for as long as
    PASSWORD_RESET_TIMEOUT says."""
    if not person.is_active:
        raise Refused(_("The account is closed; open it again first."))
    events.record(actor, "password_link_made", person, name=person.get_username())
    return reverse(
        "new-password",
        args=[urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)],
    )

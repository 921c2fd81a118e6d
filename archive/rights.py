"""Who may see and edit what, as conditions on querysets; every face goes through them.

| record                | visitor          | reader           | editor | curator, admin |
| published, public     | see              | see              | edit   | edit           |
| published, members    | –                | see              | edit   | edit           |
| draft, embargoed      | –                | –                | edit   | edit           |
| withdrawn             | tombstone        | tombstone        | tomb.  | edit           |
| trashed               | –                | –                | –      | restore        |
Roles and visibility are inherited from the collections above.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.utils import timezone

from archive.models.collection import Collection, Membership
from archive.models.record import Record

#: None is the operator at the command line: everything that is not quarantined.
Person = AbstractBaseUser | AnonymousUser | None

Role = Membership.Role
NOBODY = Q(pk__in=())
EVERYTHING = Q()
READERS = (Role.READER, Role.EDITOR, Role.CURATOR)
EDITORS = (Role.EDITOR, Role.CURATOR)


def is_admin(person: Person) -> bool:
    return person is None or bool(getattr(person, "is_superuser", False) and person.is_active)


def _above(**conditions: object) -> Exists:
    """A collection at or above the outer one meets the conditions.

    A collection without a path (made past `archive.collections`) is above nothing, not above everything."""
    return Exists(
        Collection.objects.exclude(path="")
        .annotate(beginning=Substr(OuterRef("path"), 1, Length("path")))
        .filter(beginning=F("path"), **conditions)
        .order_by()
    )


def _with_role(person: Person, roles: tuple[str, ...]) -> Q:
    if person is None or not person.is_authenticated or not person.is_active:
        return NOBODY
    return Q(_above(memberships__person=person, memberships__role__in=roles))


def sees_collection(person: Person) -> Q:
    if is_admin(person):
        return EVERYTHING
    return Q(_above(visibility=Collection.Visibility.PUBLIC)) | _with_role(person, READERS)


def edits_collection(person: Person) -> Q:
    return EVERYTHING if is_admin(person) else _with_role(person, EDITORS)


def curates_collection(person: Person) -> Q:
    return EVERYTHING if is_admin(person) else _with_role(person, (Role.CURATOR,))


def _in(prefix: str, condition: Q) -> Q:
    return Q(**{f"{prefix}collection__in": Collection.objects.filter(condition).order_by().values("pk")})


def sees_record(person: Person, prefix: str = "") -> Q:
    """A condition on records, or on what hangs on them when `prefix` leads there ("record__")."""
    here = Q(**{f"{prefix}trashed_at__isnull": True})
    if is_admin(person):
        return here
    open_now = Q(**{f"{prefix}state": Record.State.PUBLISHED}) & (
        Q(**{f"{prefix}embargo_until__isnull": True}) | Q(**{f"{prefix}embargo_until__lte": timezone.now()})
    )
    seen = open_now & _in(prefix, sees_collection(person))
    return here & (seen | edits_record(person, prefix))


def edits_record(person: Person, prefix: str = "") -> Q:
    here = Q(**{f"{prefix}trashed_at__isnull": True})
    if is_admin(person):
        return here
    withdrawn = Q(**{f"{prefix}state": Record.State.WITHDRAWN})
    return here & ((_in(prefix, edits_collection(person)) & ~withdrawn) | _in(prefix, curates_collection(person)))

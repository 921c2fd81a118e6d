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

from dataclasses import dataclass

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
    if is_admin(person):
        return _untrashed(prefix)
    return _seen(
        prefix,
        _in(prefix, sees_collection(person)),
        _in(prefix, edits_collection(person)),
        _in(prefix, curates_collection(person)),
    )


def edits_record(person: Person, prefix: str = "") -> Q:
    if is_admin(person):
        return _untrashed(prefix)
    return _untrashed(prefix) & _edited(
        prefix, _in(prefix, edits_collection(person)), _in(prefix, curates_collection(person))
    )


def curates_record(person: Person, prefix: str = "") -> Q:
    """Records this person may withdraw, move to another collection and put into the trash."""
    if is_admin(person):
        return _untrashed(prefix)
    return _untrashed(prefix) & _in(prefix, curates_collection(person))


def restores_record(person: Person, prefix: str = "") -> Q:
    """Records in the trash that this person may take out again."""
    trashed = Q(**{f"{prefix}trashed_at__isnull": False})
    return trashed if is_admin(person) else trashed & _in(prefix, curates_collection(person))


def _untrashed(prefix: str) -> Q:
    return Q(**{f"{prefix}trashed_at__isnull": True})


def _seen(prefix: str, sees: Q, edits: Q, curates: Q) -> Q:
    open_now = Q(**{f"{prefix}state": Record.State.PUBLISHED}) & (
        Q(**{f"{prefix}embargo_until__isnull": True}) | Q(**{f"{prefix}embargo_until__lte": timezone.now()})
    )
    return _untrashed(prefix) & ((open_now & sees) | _edited(prefix, edits, curates))


def _edited(prefix: str, edits: Q, curates: Q) -> Q:
    withdrawn = Q(**{f"{prefix}state": Record.State.WITHDRAWN})
    return (edits & ~withdrawn) | curates


@dataclass(frozen=True, slots=True)
class Reach:
    """The same rights with their collections looked up: where one request asks more than once, the
    database (and the making of its queries) is spared the climb through the collections each time.
    Made anew for each request, never kept."""

    sees: frozenset[int] | None  # collections, by id; None is all of them
    edits: frozenset[int]
    curates: frozenset[int]

    def sees_record(self, prefix: str = "") -> Q:
        """As the function of this name."""
        if self.sees is None:
            return _untrashed(prefix)
        within = (Q(**{f"{prefix}collection__in": ids}) for ids in (self.sees, self.edits, self.curates))
        return _seen(prefix, *within)

    def edits_record(self, prefix: str = "") -> Q:
        """As the function of this name."""
        if self.sees is None:
            return _untrashed(prefix)
        within = (Q(**{f"{prefix}collection__in": ids}) for ids in (self.edits, self.curates))
        return _untrashed(prefix) & _edited(prefix, *within)


def reach(person: Person) -> Reach:
    """Two queries; a microsecond for each collection there is."""
    if is_admin(person):
        return Reach(None, frozenset(), frozenset())
    roles: dict[int, set[str]] = {}
    if person is not None and person.is_authenticated and person.is_active:
        for place, role in (
            Membership.objects.filter(person_id=person.pk).order_by().values_list("collection", "role")
        ):
            roles.setdefault(place, set()).add(role)
    told: dict[str, tuple[bool, bool, bool]] = {}
    found: tuple[set[int], set[int], set[int]] = set(), set(), set()
    rows = Collection.objects.exclude(path="").order_by().values_list("path", "pk", "visibility")
    for path, pk, visibility in sorted(rows):  # a collection comes after those above it
        sees, edits, curates = told.get(path[: path.rstrip("/").rfind("/") + 1], (False, False, False))
        own = roles.get(pk, set())
        curates = curates or Role.CURATOR in own
        edits = edits or curates or Role.EDITOR in own
        sees = sees or edits or bool(own) or visibility == Collection.Visibility.PUBLIC
        told[path] = (sees, edits, curates)
        for ids, may in zip(found, told[path], strict=True):
            if may:
                ids.add(pk)
    return Reach(*(frozenset(ids) for ids in found))

"""Roles come down from the collections above: who has which, and what a move would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User

from archive.models import Collection, Membership
from archive.rights import Person

#: From the one who may least to the one who may most.
ROLES = [Membership.Role.READER, Membership.Role.EDITOR, Membership.Role.CURATOR]


def rank(role: str) -> int:
    """0 for no role."""
    return ROLES.index(Membership.Role(role)) + 1 if role else 0


def line(path: str) -> list[int]:
    """Ids of a collection and those above it, from the top down."""
    return [int(pk) for pk in path.strip("/").split("/") if pk]


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has a role in a collection: given here, or come down from above."""

    own: tuple[Membership, ...]
    inherited: tuple[Membership, ...]


def holders(collection: Collection) -> Holders:
    """One query."""
    above = line(collection.path)
    rows = Membership.objects.filter(collection__in=above).select_related("person", "collection")
    ordered = sorted(rows, key=lambda row: (-above.index(row.collection_id), row.person.get_username().casefold()))
    return Holders(
        tuple(row for row in ordered if row.collection_id == collection.pk),
        tuple(row for row in ordered if row.collection_id != collection.pk),
    )


def role_of(person: User, collection: Collection) -> str:
    """The strongest role the person has there, "" for none."""
    rows = Membership.objects.filter(person=person, collection__in=line(collection.path))
    return max(rows.values_list("role", flat=True), key=rank, default="")


@dataclass(frozen=True, slots=True)
class Staff:
    """How many people work in a collection, and from where those come who were not named here."""

    own: int
    inherited: int
    sources: tuple[str, ...]


def staff(collections: Iterable[Collection], person: Person) -> dict[int, Staff]:
    """For each collection by id. Two queries, however many there are. A source that the person may not see
    is not named."""
    listed = list(collections)
    ids = {pk for collection in listed for pk in line(collection.path)}
    seen = Collection.objects.visible_to(person).filter(pk__in=ids).order_by()
    titles = dict(seen.values_list("pk", "title"))
    people: dict[int, set[int]] = {}
    active = Membership.objects.filter(collection__in=ids, person__is_active=True)
    for place, pk in active.order_by().values_list("collection", "person"):
        people.setdefault(place, set()).add(pk)
    found = {}
    for collection in listed:
        own = people.get(collection.pk, set())
        above = [pk for pk in line(collection.path) if pk != collection.pk and people.get(pk, set()) - own]
        inherited = set().union(*(people[pk] for pk in above)) - own
        found[collection.pk] = Staff(len(own), len(inherited), tuple(titles[pk] for pk in above if pk in titles))
    return found


@dataclass(frozen=True, slots=True)
class Change:
    person: User
    before: str
    after: str

    @property
    def before_said(self) -> str:
        return str(Membership.Role(self.before).label) if self.before else ""

    @property
    def after_said(self) -> str:
        return str(Membership.Role(self.after).label) if self.after else ""


@dataclass(frozen=True, slots=True)
class Move:
    """What moving a collection would change for people."""

    people: tuple[Change, ...]
    was_open: bool
    will_be_open: bool


def if_moved(collection: Collection, parent: Collection | None) -> Move:
    """Two queries."""
    before = line(collection.path)
    after = [*(line(parent.path) if parent else []), collection.pk]
    roles: dict[int, dict[int, str]] = {}
    people: dict[int, User] = {}
    for row in Membership.objects.filter(collection__in={*before, *after}).select_related("person"):
        people[row.person_id] = row.person
        roles.setdefault(row.person_id, {})[row.collection_id] = row.role

    def strongest(person: int, places: list[int]) -> str:
        return max((roles[person].get(place, "") for place in places), key=rank, default="")

    changes = [Change(person, strongest(pk, before), strongest(pk, after)) for pk, person in people.items()]
    public = set(
        Collection.objects.filter(pk__in={*before, *after}, visibility=Collection.Visibility.PUBLIC).values_list(
            "pk", flat=True
        )
    )
    return Move(
        tuple(
            sorted(
                (change for change in changes if change.before != change.after),
                key=lambda change: change.person.get_username().casefold(),
            )
        ),
        bool(public & set(before)),
        bool(public & set(after)),
    )

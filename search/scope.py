"""What a person may find, said in the ids the index stores. It never stores visibility itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from archive import rights
from archive.faults import Fault
from archive.models import Collection, Record
from search.index import Within

if TYPE_CHECKING:
    from archive.rights import Person


def of(person: Person, collection: Collection | str | None = None, record_id: int | None = None) -> Within:
    """Raises a Fault when the collection is none the person may know of."""
    asked = _collections(person, collection) if collection is not None else None
    hidden = Record.objects.exclude(pk__in=Record.objects.visible_to(person).order_by().values("pk")).order_by()
    if record_id is not None:
        seen = Record.objects.visible_to(person).filter(pk=record_id).exists()
        return Within(asked, frozenset([record_id] if seen else []))
    if rights.is_admin(person):
        return Within(asked, None, frozenset(hidden.values_list("pk", flat=True)))
    known = _known(person)
    if asked is not None:
        known = known & asked
    hidden = hidden.filter(collection__in=known)
    return Within(known, None, frozenset(hidden.values_list("pk", flat=True)))


def _known(person: Person) -> frozenset[int]:
    seen = Collection.objects.visible_to(person).order_by().values_list("pk", flat=True)
    edited = Collection.objects.editable_by(person).order_by().values_list("pk", flat=True)
    return frozenset(seen) | frozenset(edited)


def _collections(person: Person, collection: Collection | str) -> frozenset[int]:
    """The collection and those below it."""
    slug = collection.slug if isinstance(collection, Collection) else collection
    every = Collection.objects.order_by()
    if not rights.is_admin(person):
        every = every.filter(pk__in=_known(person))
    path = every.filter(slug=slug).values_list("path", flat=True).first()
    if path is None:
        raise Fault(_("There is no collection “%(slug)s”.") % {"slug": slug}, code="no_such_collection")
    return frozenset(every.filter(path__startswith=path).values_list("pk", flat=True))

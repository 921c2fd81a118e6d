"""What a person may find, said in the ids the index stores. It never stores visibility itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from archive.faults import Fault
from archive.models import Collection, Record
from search.index import Within
from search.standing import ANY, Standing

if TYPE_CHECKING:
    from archive.rights import Reach


def of(
    reach: Reach,
    collection: Collection | str | None = None,
    record_id: int | None = None,
    standing: Standing = ANY,
) -> Within:
    """Raises a Fault when the collection is none the person may know of, or the standing none there is."""
    known, standings = reach.sees, standing.numbers()
    if collection is not None:
        asked = _collections(reach, collection)
        known = asked if known is None else known & asked
    if record_id is not None:
        seen = Record.objects.filter(reach.sees_record(), pk=record_id).exists()
        return Within(known, frozenset([record_id] if seen else []), standings=standings)
    records = Record.objects.order_by()
    if reach.sees is not None:
        records = records.filter(collection__in=reach.sees)
    hidden = records.exclude(reach.sees_record()).values_list("pk", flat=True)
    return Within(known, None, frozenset(hidden), standings)


def _collections(reach: Reach, collection: Collection | str) -> frozenset[int]:
    """The collection and those below it."""
    slug = collection.slug if isinstance(collection, Collection) else collection
    every = Collection.objects.order_by()
    if reach.sees is not None:
        every = every.filter(pk__in=reach.sees)
    path = every.filter(slug=slug).values_list("path", flat=True).first()
    if path is None:
        raise Fault(_("There is no collection “%(slug)s”.") % {"slug": slug}, code="no_such_collection")
    return frozenset(every.filter(path__startswith=path).values_list("pk", flat=True))

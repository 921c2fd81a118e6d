"""The accession of one run of `ingest`: what it takes in can be undone as a whole, as an upload can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.models import Accession, Collection

if TYPE_CHECKING:
    from archive.rights import Person


@contextmanager
def run(collection: Collection | None, person: Person, per: str, *, dry_run: bool) -> Iterator[Accession | None]:
    """None in a dry run. One with which nothing came is removed again; after a kill, by the sweep."""
    if collection is None or dry_run:
        yield None
        return
    person_id = person.pk if person is not None else None
    accession = Accession.objects.create(collection=collection, person_id=person_id, record_per=per)
    try:
        yield accession
    finally:
        Accession.objects.filter(pk=accession.pk, originals=None, uploads=None).delete()

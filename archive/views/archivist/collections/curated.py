"""The collection an address names, for those who may change it; for all others there is none."""

from __future__ import annotations

from django.http import Http404

from archive import collections
from archive.models import Collection
from archive.rights import Person


def curated_or_404(slug: str, person: Person) -> Collection:
    found = collections.curated_by(person).select_related("parent").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found

"""Making and moving collections; their path of ids carries the inherited rights."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from archive.models import Collection


def check(slug: str) -> None:
    """Raises ValidationError for a short name that cannot stand in an address."""
    Collection._meta.get_field("slug").clean(slug, None)


@transaction.atomic
def create(slug: str, title: str, parent: Collection | None = None, **fields: object) -> Collection:
    check(slug)
    collection = Collection.objects.create(slug=slug, title=title, parent=parent, **fields)
    collection.path = f"{parent.path if parent else '/'}{collection.pk}/"
    collection.save(update_fields=["path"])
    return collection


@transaction.atomic
def move(collection: Collection, parent: Collection | None) -> None:
    """Everything below moves along. A collection cannot go below itself."""
    if parent is not None and parent.path.startswith(collection.path):
        raise ValueError(f"{collection} cannot be part of itself")
    old, new = collection.path, f"{parent.path if parent else '/'}{collection.pk}/"
    collection.parent = parent
    collection.save(update_fields=["parent"])
    Collection.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    collection.refresh_from_db()

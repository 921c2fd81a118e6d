"""Making, describing, moving and deleting collections; their path of ids carries the inherited rights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.text import slugify
from django.utils.translation import gettext as _

from archive import describing, events, rights, standards
from archive.models import Accession, Collection, Page, Record
from archive.reviewing import looking_round

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}")
#: What `describe` may change; the parent changes by `move`.
DESCRIBED = ("title", "slug", "description", "languages", "visibility", "standards")


def check(slug: str) -> None:
    """Raises ValidationError for a short name that cannot stand in an address."""
    Collection._meta.get_field("slug").clean(slug, None)


def language_codes(said: str) -> list[str]:
    """ISO 639 codes as a person writes them, with commas or blanks between."""
    given = list(dict.fromkeys(said.replace(",", " ").lower().split()))
    if wrong := [code for code in given if not _CODE.fullmatch(code)]:
        raise ValidationError(
            _("“%(code)s” is no language code. They have two or three letters: de, gmh."),
            params={"code": wrong[0]},
            code="code",
        )
    return given


def free_slug(title: str) -> str:
    """A short name made of the title that no collection has yet."""
    stem = slugify(title)[:60].strip("-_") or "collection"
    taken = set(Collection.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return stem if stem not in taken else next(name for name in numbered if name not in taken)


def curated_by(person: rights.Person) -> QuerySet[Collection]:
    """Collections this person may describe, staff, and make others below."""
    return Collection.objects.filter(rights.curates_collection(person))


def movable_by(person: rights.Person) -> QuerySet[Collection]:
    """Who moves a collection takes it out of the hands of those above: so it needs a curator of the one it
    is part of. Those at the top are moved by admins."""
    if rights.is_admin(person):
        return Collection.objects.all()
    return Collection.objects.filter(parent__in=curated_by(person).order_by().values("pk"))


@transaction.atomic
def create(
    slug: str, title: str, parent: Collection | None = None, by: rights.Person = None, **fields: Any
) -> Collection:
    check(slug)
    if parent is not None:  # it may be on the move: its path is read under a lock
        parent = Collection.objects.select_for_update().get(pk=parent.pk)
    collection = Collection.objects.create(slug=slug, title=title, parent=parent, **fields)
    collection.path = f"{parent.path if parent else '/'}{collection.pk}/"
    collection.save(update_fields=["path"])
    events.record(by, "created", collection, title=title, slug=slug, parent=parent.pk if parent else None)
    return collection


@transaction.atomic
def describe(collection: Collection, by: rights.Person, **fields: Any) -> list[str]:
    """Returns the names of the fields that changed."""
    kept = Collection.objects.select_for_update().get(pk=collection.pk)
    changed = {name: value for name, value in fields.items() if name in DESCRIBED and getattr(kept, name) != value}
    if not changed:
        return []
    if "slug" in changed:
        check(changed["slug"])
    before = {name: getattr(kept, name) for name in changed}
    for name, value in changed.items():
        setattr(kept, name, value)
        setattr(collection, name, value)
    kept.save(update_fields=list(changed))
    events.record(by, "described", collection, before=before, **changed)
    if "languages" in changed:  # words are found by the stems of their language
        describing.tell(Page.objects.filter(record__collection=kept).values_list("pk", flat=True))
    if "standards" in changed:
        looking_round.standards_changed(kept, by)
    return list(changed)


@transaction.atomic
def move(collection: Collection, parent: Collection | None, by: rights.Person = None) -> None:
    """Everything below moves along. A collection cannot go below itself."""
    # All are locked, and read again: of two moves at once, the second sees what the first one did, and no
    # two collections end up each below the other. There are hundreds, and they seldom move.
    fresh = {row.pk: row for row in Collection.objects.select_for_update().order_by("pk")}
    here = fresh[collection.pk]
    above = fresh[parent.pk] if parent is not None else None
    if above is not None and above.path.startswith(here.path):
        raise ValueError(f"{collection} cannot be part of itself")
    old, new = here.path, f"{above.path if above else '/'}{here.pk}/"
    was = here.parent_id
    if was != (above.pk if above else None):
        held = standards.of(here)
        here.parent = above
        here.save(update_fields=["parent"])
        below = Collection.objects.filter(path__startswith=old)
        below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
        here.path = new
        if standards.of(here) != held:  # what comes down from above is another
            looking_round.standards_changed(here, by)
        events.record(by, "moved", here, before={"parent": was}, parent=here.parent_id)
    collection.refresh_from_db()


@dataclass(frozen=True, slots=True)
class Contents:
    """What still stands in the way of deleting a collection."""

    collections: int
    records: int
    in_trash: int
    uploads: int

    @property
    def is_empty(self) -> bool:
        return not (self.collections or self.records or self.uploads)


def contents(collection: Collection) -> Contents:
    """Everything that is in it, whoever may see it: nobody deletes what they were not shown."""
    records = Record.objects.filter(collection=collection)
    return Contents(
        Collection.objects.filter(parent=collection).count(),
        records.count(),
        records.filter(trashed_at__isnull=False).count(),
        Accession.objects.filter(collection=collection, uploads__outcome="coming").distinct().count(),
    )


class NotEmpty(Exception):
    """The collection holds something."""

    def __init__(self, held: Contents) -> None:
        super().__init__(str(held))
        self.held = held


@transaction.atomic
def delete(collection: Collection, by: rights.Person) -> None:
    """Raises NotEmpty. Its memberships and open invitations go along."""
    kept = Collection.objects.select_for_update().get(pk=collection.pk)
    held = contents(kept)
    if not held.is_empty:
        raise NotEmpty(held)
    events.record(
        by,
        "deleted",
        kept,
        before={"title": kept.title, "slug": kept.slug, "parent": kept.parent_id, "visibility": kept.visibility},
    )
    kept.delete()

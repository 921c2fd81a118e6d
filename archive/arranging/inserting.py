"""New files in a record that is there: pages put between two others, and a better scan in the place of a page.

The slow part, opening the file, comes first and writes nothing but bytes; the rows are one short transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from archive import describing, events, rendering, store
from archive.arranging.order import Stale, arrange, belonging, locked
from archive.arranging.turning import REPLACED
from archive.faults import Refused
from archive.intake import arrivals, duplicates, zips
from archive.models import Original, Page, Record

if TYPE_CHECKING:
    from archive.rights import Person

_POSITION_GAP = 1024
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was looked into and lies in the store."""

    name: str
    sha256: str
    size: int
    media_type: str
    pages: int


def keep(path: Path, name: str) -> Kept:
    """Slow. Raises Refused for what has no pages in it, with a sentence that says why."""
    size = path.stat().st_size
    if size > settings.MUNIMENT_MAX_FILE_MB * _MEGABYTE:
        raise Refused(zips.too_large(size), code="too_large")
    if zips.is_zip(path):
        raise Refused(_("A ZIP cannot be put between pages. Choose the files in it."), code="zip")
    inspected = rendering.inspect(path)
    with path.open("rb") as opened:
        sha256, size = store.keep(opened)
    return Kept(arrivals.readable(name)[-500:] or "file", sha256, size, inspected.media_type, inspected.pages)


@transaction.atomic
def insert(
    record: Record, person: Person, files: Iterable[Kept], before: int | None, *, sealed: str = ""
) -> list[int]:
    """Puts the files' pages before a page of the record, at the end when that is None; returns the new pages.

    Raises Stale, and Refused where the page is not of this record."""
    now = locked(record, sealed)
    if before is not None:
        belonging(now, [before])
    last = now.keys[-1] if now.keys else 0
    fresh: list[int] = []
    for file in files:
        original = _original(record, person, file)
        made = Page.objects.bulk_create(
            (
                Page(
                    record=record, original=original, index=index, order=last + Page.GAP * (len(fresh) + index + 1)
                )
                for index in range(file.pages)
            ),
            batch_size=500,
        )
        fresh += [page.pk for page in made]
    at = len(now.ids) if before is None else now.ids.index(before)
    if before is not None or not now.ids:
        full = locked(record)
        arrange(full, [*now.ids[:at], *fresh, *now.ids[at:]])
    events.record(person, "inserted", record, pages=fresh, places=[at + 1, at + len(fresh)])
    return fresh


@transaction.atomic
def replace(page: Page, person: Person, file: Kept, *, had: int | None = None) -> None:
    """Another image for the page. Raises Stale when it no longer shows the original `had`.

     What was read from the old one stays as versions and counts no more, since its
    boxes speak of another picture; the page is read anew. The old file stays with the record."""
    if file.pages != 1:
        raise Refused(
            _("This file has %(n)s pages; one page is replaced by one page.") % {"n": file.pages},
            code="several_pages",
        )
    now = Page.objects.select_for_update().select_related("record").get(pk=page.pk)
    if had is not None and now.original_id != had:
        raise Stale
    before = {"original": now.original_id, "index": now.index, "image": now.image, "turn": now.turn}
    original = _original(now.record, person, file)
    Page.objects.filter(pk=page.pk).update(
        original=original,
        index=0,
        image="",
        width=0,
        height=0,
        dpi=None,
        layer="",
        turn=0,
        stage=Page.Stage.RECEIVED,
        condition=Page.Condition.ORDINARY,
        current=None,
        indexed=None,
        # Whoever works on the old image finds its lease gone.
        lease="",
        lease_until=None,
        not_before=None,
        attempts=0,
        deaths=0,
        halted="",
        halted_step="",
        why="",
    )
    events.record(person, REPLACED, now, before, original=original.pk)
    describing.tell([page.pk])


def _original(record: Record, person: Person, file: Kept) -> Original:
    last = record.originals.aggregate(last=Max("position"))["last"] or 0
    made = Original.objects.create(
        record=record,
        position=last + _POSITION_GAP,
        name=file.name,
        sha256=file.sha256,
        media_type=file.media_type,
        size=file.size,
        uploaded_by_id=person.pk if person is not None else None,
        duplicate_of=duplicates.earlier(file.sha256, person),
    )
    events.record(person, "taken_in", made, name=file.name, sha256=file.sha256, record=record.pk)
    if not store.path("originals", file.sha256).exists():
        raise Refused(_("The same file was being removed for good just now. Choose it again."), code="removed")
    return made

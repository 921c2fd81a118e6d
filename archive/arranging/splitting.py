"""Pages leave their record: into a new one, into another one, or into the trash, from which they can come back.

Each page's file goes with it: where all pages of an original leave, the original itself, else a second entry of
the same bytes. Pages keep their ids, texts and places in history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import describing, events
from archive.arranging.order import arrange, belonging, locked, sequence
from archive.faults import Refused
from archive.models import Original, Page, Record

if TYPE_CHECKING:
    from archive.rights import Person

_POSITION_GAP = 1024
#: What a new record takes over from the one its pages come from.
_TAKEN_OVER = (
    *("creator", "date_text", "date_from", "date_to", "language", "rights"),
    *("state", "withdrawn_why", "embargo_until"),
)

_OF_A_FILE = ("name", "sha256", "media_type", "size", "password", "uploaded_by_id", "accession_id")


@transaction.atomic
def split(record: Record, person: Person, pages: Iterable[int], title: str, *, sealed: str = "") -> Record:
    """Makes a new record of the pages, in the order they have. Raises Stale, or Refused when nothing would stay."""
    _leaving(record, pages, sealed)
    fresh = _beside(record, title)
    return _moved(record, fresh, person, pages)


@transaction.atomic
def remove(record: Record, person: Person, pages: Iterable[int], *, sealed: str = "") -> Record:
    """Into the trash, as a record of their own: restoring it brings them back beside this one."""
    numbers = _leaving(record, pages, sealed)
    title = _("%(title)s, page %(pages)s") % {"title": record.title[:400], "pages": _said(numbers)}
    fresh = _moved(record, _beside(record, title), person, pages)
    Record.objects.filter(pk=fresh.pk).update(trashed_at=timezone.now())
    fresh.refresh_from_db()
    events.record(person, "trashed", fresh)
    return fresh


@transaction.atomic
def give(record: Record, other: Record, person: Person, pages: Iterable[int], *, sealed: str = "") -> Record:
    """Puts the pages at the end of another record. Whether the person may edit both is asked before."""
    if other.pk == record.pk:
        raise Refused(_("The pages stand in this record already."), code="same_record")
    # In one order everywhere, so that two who give each other pages do not wait for one another.
    for pk in sorted((record.pk, other.pk)):
        Record.objects.select_for_update().values_list("pk").get(pk=pk)
    _leaving(record, pages, sealed)
    return _moved(record, other, person, pages)


def _leaving(record: Record, pages: Iterable[int], sealed: str) -> list[int]:
    """The numbers of the pages that leave."""
    now = locked(record, sealed)
    chosen = belonging(now, pages)
    if len(chosen) == len(now.ids):
        raise Refused(
            _("A record keeps at least one page. To be rid of all of them, put the record itself into the trash."),
            code="nothing_left",
        )
    return [number for number, pk in enumerate(now.ids, 1) if pk in chosen]


def _beside(record: Record, title: str) -> Record:
    same = {name: getattr(record, name) for name in _TAKEN_OVER}
    made = Record(collection_id=record.collection_id, title=title.strip()[:500] or record.title, **same)
    made.full_clean(exclude=["collection"], validate_unique=False)
    made.save()
    return made


def _moved(record: Record, other: Record, person: Person, pages: Iterable[int]) -> Record:
    here, there = sequence(record), sequence(other)
    chosen = set(pages)
    moving = [pk for pk in here.ids if pk in chosen]
    last = there.keys[-1] if there.keys else 0
    files = _files(record, other, moving)
    # A page stands in both places for no moment: its key in the other record is free.
    fresh = {pk: last + Page.GAP * n for n, pk in enumerate(moving, 1)}
    Page.objects.bulk_update(
        [Page(pk=pk, record=other, order=fresh[pk], original_id=files[pk]) for pk in moving],
        ["record", "order", "original"],
        batch_size=100,
    )
    _first(record)
    events.record(
        person,
        "gave_pages",
        record,
        {"places": [here.ids.index(pk) + 1 for pk in moving]},
        pages=moving,
        to=other.pk,
    )
    events.record(person, "took_pages", other, pages=moving, of=record.pk)
    describing.tell(moving)
    return other


def _first(record: Record) -> None:
    """The first of those that stay has the first key again."""
    left = sequence(record)
    if left.ids and left.keys[0] != Page.GAP:
        arrange(left, left.ids)


def _files(record: Record, other: Record, moving: list[int]) -> dict[int, int]:
    """The original of each page in the other record."""
    of = dict(Page.objects.filter(pk__in=moving).values_list("pk", "original"))
    last = other.originals.aggregate(last=Max("position"))["last"] or 0
    told: dict[int, int] = {}
    originals = Original.objects.filter(pk__in=set(of.values())).order_by("position")
    for position, original in enumerate(originals, 1):
        stays = original.pages.exclude(pk__in=moving).exists()
        file = _same_bytes(original) if stays else original
        file.record, file.position = other, last + _POSITION_GAP * position
        file.save()
        told[original.pk] = file.pk
    return {pk: told[file] for pk, file in of.items()}


def _same_bytes(original: Original) -> Original:
    """Another entry of the file, not yet saved: some of its pages stay where they are."""
    same = {name: getattr(original, name) for name in _OF_A_FILE}
    return Original(duplicate_of=original, **same)


def _said(numbers: list[int]) -> str:
    """1, 3–5"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)

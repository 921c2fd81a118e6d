"""Saving what a person wrote: one more version, which counts if nobody was faster."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from archive import events, standards, transcriptions
from archive.blocks import PageText
from archive.correcting.comparing import compared
from archive.correcting.editing import edited
from archive.correcting.wanted import Wanted
from archive.models import Draft, Errand, Page, Transcription
from archive.reviewing import sampling
from archive.rights import Person

Status = Transcription.Status
CORRECTED = "corrected"  # as history calls it


@dataclass(frozen=True, slots=True)
class Saved:
    version: Transcription
    words: int  # how many came


@dataclass(frozen=True, slots=True)
class Unchanged:
    version: Transcription


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else's version counts by now, or the text is not there any more (None)."""

    current: Transcription | None


def save(
    page_id: int,
    person: Person,
    base_number: int,
    wanted: Wanted,
    *,
    note: str = "",
    status: str = Status.CORRECTED,
    errand: Errand | None = None,
) -> Saved | Unchanged | Conflict:
    """`base_number` is the version that was changed; only where it still counts is anything written. What is said
    to be reviewed is corrected where the collection wants two persons. Raises Refused for what does not fit the
    base, Page.DoesNotExist where the person may not edit the page (any more)."""
    page = Page.objects.editable_by(person).select_related("current", "record__collection").get(pk=page_id)
    base = page.current
    if base is None or base.number != base_number:
        return Conflict(base)
    old = base.content()
    new = edited(old, wanted)
    if status == Status.REVIEWED and standards.of(page.record.collection).two_reviewers:
        status = Status.CORRECTED
    if new == old and status == Status.CORRECTED:
        return Unchanged(base)
    return _stored(page, person, base, old, new, note=note, status=status, errand=errand)


def _stored(
    page: Page,
    person: Person,
    base: Transcription,
    old: PageText,
    new: PageText,
    *,
    note: str,
    status: str,
    errand: Errand | None,
) -> Saved | Conflict:
    came = len(compared(old, new).new)
    with transaction.atomic():
        version = transcriptions.add(
            page,
            new,
            turn=base.turn,
            made_by=Transcription.MadeBy.PERSON,
            author_id=person.pk if person is not None else None,
            status=status,
            engine=base.engine,
            reading=base.reading,
            note=note,
            errand=errand,
        )
        sampling.note(page, base, version, new.text, person)
        changes = transcriptions.counts(page, version, new)
        if new.text.strip() and page.condition != Page.Condition.SKIPPED:
            changes["condition"] = Page.Condition.ORDINARY  # somebody could read it
        counting = Page.objects.editable_by(person).filter(pk=page.pk, current=base)
        if not counting.update(**changes):
            transaction.set_rollback(True)  # somebody was faster
        else:
            if person is not None:
                Draft.objects.filter(page=page, person=person.pk).delete()
            events.record(person, CORRECTED, page, {"version": base.number}, version=version.number, words=came)
            transcriptions.index_soon(page.pk)
            return Saved(version, came)
    # Not the highest number: a layer that a machine added later is none that counts.
    return Conflict(Transcription.objects.filter(pk__in=Page.objects.filter(pk=page.pk).values("current")).first())

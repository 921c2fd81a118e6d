"""Bringing an earlier version back: as a new one, for versions are only ever added."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from archive import events, standards, transcriptions
from archive.arranging import turning
from archive.faults import Fault
from archive.models import Errand, Page, Transcription
from archive.rights import Person

RESTORED = "restored_text"


def restore(
    page_id: int, person: Person, number: int, *, expected: int | None = None, errand: Errand | None = None
) -> Transcription | None:
    """The words and places of version `number`, on the page as it is turned now; made by whom it was made, wanted
    by this person. None where it counts already, or where another version than `expected` counts by now. Raises a
    Fault for a version that speaks of another image, Page.DoesNotExist for who may not edit."""
    page = Page.objects.editable_by(person).select_related("current", "record__collection").get(pk=page_id)
    old, now = Transcription.objects.get(page=page, number=number), page.current
    if old.image != page.image:
        said = _("Version %(n)d speaks of an image that was replaced; its words would stand beside themselves.")
        raise Fault(said % {"n": number}, code="other_image")
    if now is None or old.pk == now.pk or (expected is not None and now.number != expected):
        return None
    status = old.status
    if status == Transcription.Status.REVIEWED and standards.of(page.record.collection).two_reviewers:
        status = Transcription.Status.CORRECTED  # whoever brings it back is one person
    with transaction.atomic():
        text = turning.turned(old.content(), page.turn - old.turn) if page.turn != old.turn else old.content()
        version = transcriptions.add(
            page,
            text,
            turn=page.turn,
            # What a machine read stays what a machine read, with its doubts; but a person chose it.
            made_by=old.made_by,
            author_id=person.pk if person is not None else None,
            status=status,
            engine=old.engine,
            reading=old.reading,
            verdict=old.verdict,
            reasons=old.reasons,
            note=_("as in version %(n)d") % {"n": number},
            errand=errand,
        )
        changes = transcriptions.counts(page, version, text)
        if not Page.objects.editable_by(person).filter(pk=page.pk, current=now).update(**changes):
            transaction.set_rollback(True)
            return None
        events.record(person, RESTORED, page, {"version": now.number}, version=version.number, of=number)
        transcriptions.index_soon(page.pk)
    return version

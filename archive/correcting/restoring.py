"""An earlier version counts again, as a new one by the person who wanted it."""

from __future__ import annotations

from django.db import transaction

from archive import events, transcriptions
from archive.arranging.turning import turned
from archive.models import Page, Transcription
from archive.rights import Person


def restore(page_id: int, number: int, person: Person) -> Transcription | None:
    """None where the version counts already, speaks of another image, or where somebody changed the page meanwhile.
    How far the text is to be believed is what it was. The caller has asked for the rights."""
    page = Page.objects.select_related("current", "record__collection").get(pk=page_id)
    old = page.transcriptions.filter(number=number, image=page.image).exclude(pk=page.current_id).first()
    if old is None:
        return None
    text = turned(old.content(), page.turn - old.turn)
    with transaction.atomic():
        version = transcriptions.add(
            page,
            text,
            turn=page.turn,
            made_by=Transcription.MadeBy.PERSON,
            author_id=person.pk if person is not None else None,
            status=old.status,
            verdict=old.verdict,
            reasons=old.reasons,
            engine=old.engine,
            reading=old.reading,
        )
        if not Page.objects.filter(pk=page_id, current=page.current_id).update(
            **transcriptions.counts(page, version, text)
        ):
            transaction.set_rollback(True)
            return None
        events.record(person, "restored_version", page, version=version.number, restored=number)
    return version

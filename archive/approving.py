"""Approving a page's text: a person says that it stands as it is.

Versions are only ever added, so approving adds one: the same words in the same places (bodies are shared by
their hash, so it costs a row for each region), made by that person and reviewed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Max

from archive import events, standards, transcriptions
from archive.models import Errand, Page, Transcription
from archive.reviewing import sampling
from archive.rights import Person


def approve(page_id: int, person: Person) -> Transcription | None:
    """The new version, which counts from now on; None where there is no text, where it was reviewed already, or
    where somebody changed it meanwhile. The caller has asked for the rights."""
    page = Page.objects.select_related("current", "record__collection").filter(pk=page_id).first()
    base = page.current if page else None
    if page is None or base is None or base.status == Transcription.Status.REVIEWED or is_own(page, base, person):
        return None
    text = base.content()
    with transaction.atomic():
        version = transcriptions.add(
            page,
            text,
            turn=base.turn,
            made_by=Transcription.MadeBy.PERSON,
            author_id=person.pk if person is not None else None,
            status=Transcription.Status.REVIEWED,
            engine=base.engine,
            reading=base.reading,
        )
        sampling.note(page, base, version, text.text, person)
        if not Page.objects.filter(pk=page_id, current=base).update(**transcriptions.counts(page, version, text)):
            transaction.set_rollback(True)
            return None
        events.record(person, "approved", page, version=version.number)
        transcriptions.index_soon(page_id)
    return version


def is_own(page: Page, base: Transcription, person: Person) -> bool:
    """Whether the collection wants two persons and this one wrote some of the text since the machine did."""
    if person is None or not standards.of(page.record.collection).two_reviewers:
        return False
    versions = Transcription.objects.filter(page=page, number__lte=base.number)
    machine = versions.filter(made_by=Transcription.MadeBy.MACHINE).aggregate(last=Max("number"))["last"] or 0
    return versions.filter(number__gt=machine, author=person.pk, status=Transcription.Status.CORRECTED).exists()


class Approve:
    """The same for many pages, see `archive.errands`: only text that was there when the person asked, for nobody
    approves what came later; and nothing that was quarantined, which deserves a look of its own."""

    batch: ClassVar[int] = 20

    def prepare(self, errand: Errand, pages: list[int]) -> list[int]:
        return pages

    def carry_out(self, errand: Errand, prepared: Any) -> int:
        seen = Page.objects.filter(pk__in=prepared, current__at__lte=errand.at)
        believed = seen.exclude(current__verdict=Transcription.Verdict.QUARANTINE).values_list("pk", flat=True)
        return sum(approve(page, errand.actor) is not None for page in sorted(believed))

"""Approving a page's text: a person says that it stands as it is.

Versions are only ever added, so approving adds one: the same words in the same places (bodies are shared by
their hash, so it costs a row for each region), made by that person and reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import transaction

from archive import events, standards, transcriptions
from archive.models import Errand, Page, Transcription
from archive.reviewing import sampling
from archive.rights import Person

_MACHINE, _CORRECTED, _REVIEWED = (
    Transcription.Status.MACHINE,
    Transcription.Status.CORRECTED,
    Transcription.Status.REVIEWED,
)

#: What the machine says of a page whose text it doubts; a person who lets the text stand says otherwise.
_DOUBTED = (Page.Condition.ILLEGIBLE, Page.Condition.BLANK)


def approve(
    page_id: int,
    person: Person,
    *,
    seen: int | None = None,
    before: Mapping[str, Any] | None = None,
    **said: Any,
) -> Transcription | None:
    """The new version, which counts from now on; None where there is no text, where it was reviewed already, or
    where somebody changed it meanwhile: since `seen`, the version the person looked at. The caller has asked for
    the rights; `before` and `said` go into the event.

    Where a collection wants two persons the first one's word does not make it reviewed, and nobody is their own
    second: then None too."""
    page = Page.objects.select_related("current__author", "record__collection").filter(pk=page_id).first()
    base = page.current if page else None
    if page is None or base is None or base.status == _REVIEWED or (seen is not None and base.pk != seen):
        return None
    if is_own(page, base, person):
        return None
    status = first_or_second(page, base)
    # What a person said of the text stays said; what the machine doubted is answered by this.
    kept = {"verdict": base.verdict, "reasons": base.reasons} if base.status != _MACHINE else {}
    text = base.content()
    legible = base.status == _MACHINE and page.condition in _DOUBTED and text.text.strip()
    changes = {"condition": Page.Condition.ORDINARY} if legible else {}
    with transaction.atomic():
        version = transcriptions.add(
            page,
            text,
            turn=base.turn,
            made_by=Transcription.MadeBy.PERSON,
            author_id=person.pk if person is not None else None,
            status=status,
            engine=base.engine,
            reading=base.reading,
            **kept,
        )
        sampling.note(page, base, version, text.text, person)
        counting = transcriptions.counts(page, version, text) | changes
        if not Page.objects.filter(pk=page_id, current=base).update(**counting):
            transaction.set_rollback(True)
            return None
        events.record(person, "approved", page, before, version=version.number, **said)
        transcriptions.index_soon(page_id)
    return version


def is_own(page: Page, base: Transcription, person: Person) -> bool:
    """Whether the collection wants two persons and this one wrote some of the text, or was the
    first to let it stand."""
    if person is None or not standards.of(page.record.collection).two_reviewers:
        return False
    mine = Transcription.objects.filter(page=page, number__lte=base.number, author=person.pk)
    return mine.filter(status=_CORRECTED).exists()


def first_or_second(page: Page, base: Transcription) -> str:
    """The status of what a person says of this text."""
    alone = base.status == _MACHINE and standards.of(page.record.collection).two_reviewers
    return _CORRECTED if alone else _REVIEWED


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

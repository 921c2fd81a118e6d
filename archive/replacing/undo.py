"""Taking a change of many pages back: where its version still counts, the text before it counts again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from archive import events, transcriptions
from archive.models import Errand, Event, Page, Transcription
from archive.replacing import report
from archive.replacing.act import REPLACED

TAKEN_BACK = "took_back_replacing"


class Undo:
    """What somebody wrote after the change stays: such pages are reported."""

    batch: ClassVar[int] = 20

    def prepare(self, errand: Errand, pages: list[int]) -> list[int]:
        return pages

    def carry_out(self, errand: Errand, prepared: Any) -> int:
        change = errand.scope["errand"]
        rows = Page.objects.filter(pk__in=prepared).select_related("current", "record__collection").order_by("pk")
        back = [page.pk for page in rows if _taken_back(errand, change, page)]
        report.add(errand, "skipped", sorted(set(prepared) - set(back)))
        return len(back)


def _taken_back(errand: Errand, change: int, page: Page) -> bool:
    now = page.current
    if now is None or now.errand_id != change:
        return False
    before = _before(page, change)
    if before is None:
        return False
    text = before.content()
    with transaction.atomic():
        # The words are whose they were, and stand as they stood.
        version = transcriptions.add(
            page,
            text,
            turn=before.turn,
            made_by=before.made_by,
            author_id=before.author_id,
            status=before.status,
            verdict=before.verdict,
            reasons=before.reasons,
            engine=before.engine,
            reading=before.reading,
            errand=errand,
            note=_("Change %(n)s of many pages was taken back") % {"n": change},
        )
        changes = transcriptions.counts(page, version, text)
        if not Page.objects.filter(pk=page.pk, current=now).update(**changes):
            transaction.set_rollback(True)
            return False
        told = {"version": version.number, "errand": change, "restored": before.number}
        events.record(errand.actor, TAKEN_BACK, page, {"version": now.number}, **told)
        transcriptions.index_soon(page.pk, report.queue(errand))
    return True


def _before(page: Page, change: int) -> Transcription | None:
    """The version the change was made from; None where the page has another image or turn since."""
    told = Event.objects.filter(target=events.named(page), verb=REPLACED, after__errand=change).first()
    number = told.before.get("version") if told else None
    before = page.transcriptions.filter(number=number).first() if number is not None else None
    same = before is not None and (before.image, before.turn) == (page.image, page.turn)
    return before if same else None

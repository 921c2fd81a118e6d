"""The errand: each page that says it gets a new version that says the other, made by the person who asked.

Only what was seen in the preview is changed: a row that somebody wrote otherwise since stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from archive import events, transcriptions
from archive.blocks import PageText
from archive.correcting.editing import edited
from archive.models import Errand, Page, Transcription
from archive.replacing import report
from archive.replacing.pattern import Pattern
from archive.replacing.places import as_previewed, places, wanted

REPLACED = "replaced_words"


@dataclass(frozen=True, slots=True)
class Made:
    page: int
    base: int  # the version it was made from
    text: PageText
    places: int


@dataclass(frozen=True, slots=True)
class Prepared:
    made: tuple[Made, ...] = ()
    skipped: tuple[int, ...] = field(default=())  # pages that read otherwise than in the preview


class Replace:
    batch: ClassVar[int] = 20

    def prepare(self, errand: Errand, pages: list[int]) -> Prepared:
        pattern, upto = Pattern.of(errand.options), parse_datetime(errand.options["upto"]) or errand.at
        left = set(errand.options["left"])
        made: list[Made] = []
        skipped: list[int] = []
        for page in Page.objects.filter(pk__in=pages, current__isnull=False).select_related("current"):
            one, changed = _made(page, pattern, upto, left)
            made += [one] if one else []
            skipped += [page.pk] if changed else []
        return Prepared(tuple(made), tuple(skipped))

    def carry_out(self, errand: Errand, prepared: Any) -> int:
        done = 0
        skipped = list(prepared.skipped)
        for made in prepared.made:
            if _store(errand, made):
                done += 1
            else:
                skipped.append(made.page)
        report.add(errand, "skipped", skipped)
        return done


def _made(page: Page, pattern: Pattern, upto: datetime, left: set[str]) -> tuple[Made | None, bool]:
    """What the page is to say, and whether it reads otherwise than in the preview where something stands."""
    base = page.current
    if base is None:
        return None, False
    now = base.content()
    found = list(places(now, pattern))
    keys = {place.key: place.key for place in found}
    if found and base.at > upto:
        then = page.transcriptions.filter(at__lte=upto).order_by("-number").first()
        keys = as_previewed(now, then.content(), found) if then else {}
    chosen = [p for p in found if p.key in keys and f"{page.pk}.{keys[p.key]}" not in left]
    text = edited(now, wanted(now, chosen)) if chosen else None
    return Made(page.pk, base.pk, text, len(chosen)) if text else None, len(keys) < len(found)


def _store(errand: Errand, made: Made) -> bool:
    """False where somebody changed the page since it was read. Inside the errand's transaction."""
    page = Page.objects.select_related("record__collection").get(pk=made.page)
    base = Transcription.objects.get(pk=made.base)
    if page.current_id != base.pk:
        return False
    # Nobody looked at the rest of the page: what was doubtful stays so, and goes on awaiting somebody.
    doubtful = base.verdict != Transcription.Verdict.PASS and base.status == Transcription.Status.MACHINE
    with transaction.atomic():
        version = transcriptions.add(
            page,
            made.text,
            turn=base.turn,
            made_by=Transcription.MadeBy.PERSON,
            author_id=errand.actor_id,
            status=Transcription.Status.MACHINE if doubtful else Transcription.Status.CORRECTED,
            verdict=base.verdict,
            reasons=base.reasons,
            engine=base.engine,
            reading=base.reading,
            errand=errand,
            note=_note(errand),
        )
        changes = transcriptions.counts(page, version, made.text)
        if not Page.objects.filter(pk=page.pk, current=base).update(**changes):
            transaction.set_rollback(True)
            return False
        told = {"version": version.number, "errand": errand.pk, "places": made.places}
        events.record(errand.actor, REPLACED, page, {"version": base.number}, **told)
        transcriptions.index_soon(page.pk, report.queue(errand))
    return True


def _note(errand: Errand) -> str:
    told = {"find": errand.options["find"], "instead": errand.options["instead"]}
    return _("“%(find)s” replaced by “%(instead)s” in many pages") % told

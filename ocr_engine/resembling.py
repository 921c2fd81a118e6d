"""Pages whose machine texts are nearly the same, found when a new one is kept."""

from __future__ import annotations

from django.db.models import F, Q

from archive.models import Page, Review, Transcription
from archive.reviewing import weighing
from ocr_engine.gate import Verdict, bounds, prints, same
from ocr_engine.models import TextPrint
from ocr_engine.sources import bounds_of

_MOST = 2000  # prints of one record that are compared; beyond that, those that share a band
_NAMES = ("first", "second", "third", "fourth")


def noted(page: Page, version: Transcription, text: str, verdict: Verdict) -> Verdict:
    """Keeps the print of the page's text. Where many pages have it, this version and those of the others are
    flagged; what is borne out by its own ink is not. Quick; call it in the transaction that adds the version."""
    own = prints.print_of(text)
    if own is None:
        TextPrint.objects.filter(page=page).delete()
        return verdict
    values = dict(zip(_NAMES, own.bands, strict=True))
    TextPrint.objects.update_or_create(page=page, defaults={"version": version, "marks": own.packed(), **values})
    if verdict.borne_out or verdict.decision == "quarantine":
        return verdict
    held = bounds.of(bounds_of(page))
    alike = [
        one for one in _near(page, values) if own.alike(prints.Print.of_packed(bytes(one.marks))) >= held.alike
    ]
    if len(alike) + 1 < held.alike_pages:
        return verdict
    reason = same.said(len(alike) + 1)
    for one in alike:
        _flag(one.page, one.version, reason.as_json())
    told = verdict.also(reason)
    Transcription.objects.filter(pk=version.pk).update(verdict=told.decision, reasons=told.as_json())
    version.verdict, version.reasons = told.decision, told.as_json()
    return told


def _near(page: Page, values: dict[str, int]) -> list[TextPrint]:
    """Prints of texts that count, of the record and, where a band is the same, of the collection; pages that show
    the same picture are one page."""
    counts = TextPrint.objects.filter(page__current=F("version"), version__made_by=Transcription.MadeBy.MACHINE)
    counts = counts.exclude(page=page).exclude(page__image=page.image).select_related("page", "version")
    of_record = counts.filter(page__record=page.record_id).order_by("page_id")[:_MOST]
    shared = Q()
    for name, value in values.items():
        shared |= Q(**{name: value})
    of_collection = counts.filter(shared, page__record__collection=page.record.collection_id).order_by("page_id")
    found = {one.page_id: one for one in (*of_record, *of_collection[:_MOST])}
    return list({one.page.image: one for one in found.values()}.values())


def _flag(page: Page, version: Transcription, reason: list[object]) -> None:
    """The judgement of a text may change while the text does not."""
    if any(said[0] == reason[0] for said in version.reasons):
        return
    reasons = [*version.reasons, reason]
    verdict = Transcription.Verdict.FLAG if version.verdict == Transcription.Verdict.PASS else version.verdict
    if Transcription.objects.filter(pk=version.pk).update(verdict=verdict, reasons=reasons):
        version.verdict, version.reasons = verdict, reasons
        # Only what awaits somebody already: a new row would lock the page, which its own reader may hold.
        if Review.objects.filter(page=page).exists():
            weighing.weigh(page, version)

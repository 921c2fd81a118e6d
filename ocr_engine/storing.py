"""The one door through which what a machine read becomes a version of a page's text."""

from __future__ import annotations

from typing import Any

from archive import transcriptions
from archive.arranging import turning
from archive.blocks import PageText
from archive.geometry import as_turn
from archive.models import Page, Transcription
from ocr_engine.engine import Parsed
from ocr_engine.gate import Verdict

QUARANTINE = Transcription.Verdict.QUARANTINE


def add(page: Page, parsed: Parsed, verdict: Verdict, *, engine: str, reading: int) -> Transcription:
    """Adds the version; call it in a transaction. The page stays locked until its end.

    Where a person turned the page, what was read turns with it: a machine does not turn it back."""
    turn, text = parsed.turn, PageText(parsed.blocks)
    if turning.decided(page):
        turn = as_turn(Page.objects.select_for_update().values_list("turn", flat=True).get(pk=page.pk))
        text = turning.turned(text, turn - parsed.turn)
    return transcriptions.add(
        page,
        text,
        turn=turn,
        made_by=Transcription.MadeBy.MACHINE,
        engine=engine,
        reading=reading,
        verdict=verdict.decision,
        reasons=verdict.as_json(),
    )


def may_count(page_id: int, verdict: Verdict) -> bool:
    """Whether a version of this verdict may become current: never over what a person wrote, and what is
    quarantined never over what can be found."""
    if not transcriptions.counts_for_machine(page_id):
        return False
    findable = Page.objects.filter(pk=page_id, current__isnull=False).exclude(current__verdict=QUARANTINE)
    return verdict.decision != QUARANTINE or not findable.exists()


def changes(version: Transcription, parsed: Parsed, verdict: Verdict) -> dict[str, Any]:
    """What changes on the page when the version counts."""
    return {"current": version, "turn": version.turn, "condition": condition(parsed, verdict)}


def condition(parsed: Parsed, verdict: Verdict) -> str:
    if parsed.facts.get("blank"):
        return Page.Condition.BLANK
    return Page.Condition.ILLEGIBLE if verdict.decision == QUARANTINE else Page.Condition.ORDINARY

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
from ocr_engine.models import Reading
from ocr_engine.readings import Done

QUARANTINE = Transcription.Verdict.QUARANTINE


def told(page: Page, done: Done) -> dict[str, Any]:
    """The values of a Reading that was done. What was read besides, to place its words or because it was doubted,
    is kept as a Reading each; call it in a transaction."""
    for other in done.others:
        _keep(page, other)
    return {
        "image": page.image,
        "engine": done.engine,
        "task": done.ask.task,
        "recipe": done.fingerprint,
        "options": done.recipe,
        "attempt": Reading.next_attempt(page, done.fingerprint),
        "outcome": Reading.Outcome.DONE,
        "seconds": done.seconds,
        "device": done.device,
        "beside_id": _keep(page, done.beside) if done.beside else None,
        **Reading.packed_of(done.raw),
    }


def _keep(page: Page, done: Done) -> int:
    if done.kept is not None and Reading.objects.filter(pk=done.kept).exists():
        return done.kept
    attempt = Reading.next_attempt(page, done.fingerprint)
    found = Reading.objects.filter(page=page, image=page.image, recipe=done.fingerprint, attempt=attempt - 1)
    for same in found.filter(outcome=Reading.Outcome.DONE):
        if same.raw == done.raw:  # it served twice: as words beside, and as an attempt of its own
            return same.pk
    why = done.why or "words beside"
    return Reading.objects.create(page=page, wanted_for=why[:200], **told(page, done)).pk


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

"""The one door through which what a machine read becomes a version of a page's text."""

from __future__ import annotations

from typing import Any

from archive import transcriptions
from archive.arranging import turning
from archive.blocks import PageText
from archive.geometry import as_turn
from archive.models import Page, Transcription
from ocr_engine import resembling
from ocr_engine.engine import Parsed
from ocr_engine.gate import Verdict
from ocr_engine.models import Reading
from ocr_engine.readings import Done

QUARANTINE = Transcription.Verdict.QUARANTINE


def keep(page: Page, done: Done, why: str = "first") -> int:
    """Keeps what was read as a Reading, with all that was read besides; returns its id. What is kept already, or
    served twice (for its words, and as an attempt of its own), is kept once. Call it in a transaction."""
    for other in done.others:
        keep(page, other)
    why = (done.why or why)[:200]
    same = _same(page, done)
    if same is not None:
        if done.why:
            Reading.objects.filter(pk=same).update(wanted_for=why)
        return same
    return Reading.objects.create(page=page, wanted_for=why, **_values(page, done)).pk


def told(page: Page, done: Done) -> dict[str, Any]:
    """The same for a wish that was fulfilled: the values of its row."""
    for other in done.others:
        keep(page, other)
    return _values(page, done)


def _values(page: Page, done: Done) -> dict[str, Any]:
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
        "beside_id": keep(page, done.beside, "words beside") if done.beside else None,
        **Reading.packed_of(done.raw),
    }


def _same(page: Page, done: Done) -> int | None:
    if done.kept is not None and Reading.objects.filter(pk=done.kept).exists():
        return done.kept
    known = Reading.objects.filter(
        page=page, image=page.image, recipe=done.fingerprint, outcome=Reading.Outcome.DONE
    )
    last = known.order_by("-attempt").first()
    return last.pk if last is not None and last.raw == done.raw else None


def add(page: Page, parsed: Parsed, verdict: Verdict, *, engine: str, reading: int) -> Transcription:
    """Adds the version; call it in a transaction. The page stays locked until its end.

    Where a person turned the page, what was read turns with it: a machine does not turn it back."""
    turn, text = parsed.turn, PageText(parsed.blocks)
    if turning.decided(page):
        turn = as_turn(Page.objects.select_for_update().values_list("turn", flat=True).get(pk=page.pk))
        text = turning.turned(text, turn - parsed.turn)
    version = transcriptions.add(
        page,
        text,
        turn=turn,
        made_by=Transcription.MadeBy.MACHINE,
        engine=engine,
        reading=reading,
        verdict=verdict.decision,
        reasons=verdict.as_json(),
    )
    resembling.noted(page, version, text.text, verdict)
    return version


def may_count(page_id: int, verdict: Verdict) -> bool:
    """Whether a version of this verdict may become current: never over what a person wrote, and what is
    quarantined never over what can be found."""
    if not transcriptions.counts_for_machine(page_id):
        return False
    findable = Page.objects.filter(pk=page_id, current__isnull=False).exclude(current__verdict=QUARANTINE)
    return verdict.decision != QUARANTINE or not findable.exists()


def changes(page: Page, version: Transcription, parsed: Parsed, verdict: Verdict) -> dict[str, Any]:
    """What changes on the page when the version counts. Call it in the transaction that writes this down."""
    counting = transcriptions.counts(page, version, PageText(parsed.blocks))
    return counting | {"turn": version.turn, "condition": condition(parsed, verdict)}


def condition(parsed: Parsed, verdict: Verdict) -> str:
    if parsed.facts.get("blank"):
        return Page.Condition.BLANK
    return Page.Condition.ILLEGIBLE if verdict.decision == QUARANTINE else Page.Condition.ORDINARY

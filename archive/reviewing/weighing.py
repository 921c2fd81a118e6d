"""Keeping the list of texts that await a person: told of every version that begins to count. What nobody told is
found by `archive.reviewing.looking_round`."""

from __future__ import annotations

import hashlib
from typing import Any

from archive import standards
from archive.blocks import PageText
from archive.models import Page, Review, Transcription
from archive.reviewing.risk import risk
from archive.standards import Standards

_LONGEST = 400


def weigh(page: Page, version: Transcription, text: PageText | None = None) -> None:
    """The version counts from now on: the page awaits somebody, or does not any more. Call it in the transaction
    that makes it count. Costs two to four queries."""
    collection = page.record.collection
    holds = standards.of(collection)
    wants = wanted(version.status, holds)
    if not wants:
        Review.objects.filter(page=page).delete()
        return
    # Whoever passed the page over did so for the text it had, and so did who asked for another.
    Review.objects.filter(page=page).exclude(transcription=version).update(skips={}, not_before=None)
    content = text if text is not None else version.content()
    codes = [str(reason[0]) for reason in version.reasons]
    values: dict[str, Any] = {
        "transcription": version,
        "collection": collection,
        "wants": wants,
        "risk": risk(version.verdict, version.reasons, content.blocks, holds.priority),
        "verdict": version.verdict,
        "reasons": f",{','.join(codes)},"[:_LONGEST] if codes else "",
        "language": language(page.record.language, collection.languages),
        "sample": wants == Review.Wants.LOOK and drawn(page, version, holds),
        "author": version.author if wants == Review.Wants.SECOND else None,
    }
    Review.objects.update_or_create(page=page, defaults=values)


def wanted(status: str, holds: Standards) -> str:
    """What a text of this status awaits; "" for nothing."""
    match status:
        case Transcription.Status.MACHINE:
            return Review.Wants.LOOK
        case Transcription.Status.CORRECTED if holds.two_reviewers:
            return Review.Wants.SECOND
    return ""


def language(of_record: str, of_collection: list[Any]) -> str:
    """The first that is named: the record's own goes before its collection's."""
    named = [*of_record.replace(",", " ").split(), *of_collection]
    return str(named[0])[:8].lower() if named else ""


def drawn(page: Page, version: Transcription, holds: Standards) -> bool:
    """Whether this unflagged text is one of the sample: the same whenever it is asked, and not to be foreseen by
    whoever uploads."""
    if version.verdict != Transcription.Verdict.PASS:
        return False
    lot = hashlib.sha256(f"{page.pk}:{page.image}".encode()).digest()
    return int.from_bytes(lot[:8], "big") < holds.sample_share * 2**64

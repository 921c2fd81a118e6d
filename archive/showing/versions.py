"""The versions of one page's text, as far as a person may see them: which counts, who made it, what it changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from archive import vouching
from archive.arranging import turning
from archive.blocks import JOINT, PageText
from archive.models import Page, Region, Transcription
from archive.rights import Person
from archive.showing import numerals

SCREEN = 20


@dataclass(frozen=True, slots=True)
class Listed:
    version: Transcription
    author: str  # as this person may know it
    counts: bool
    #: What a machine read after a person had the last word: it never counted.
    layer: bool
    #: Words it changed of the version before it, or, for a layer, that it reads otherwise; None for the first.
    changed: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    listed: tuple[Listed, ...]  # the latest first
    before: int | None  # the number the next screen goes on below


def seen(page: Page, person: Person, *, edits: bool) -> QuerySet[Transcription]:
    """What was quarantined is for editors."""
    rows = Transcription.objects.filter(page=page).select_related("author").order_by("-number")
    return rows if edits else rows.exclude(verdict=Transcription.Verdict.QUARANTINE)


def screen(page: Page, person: Person, *, edits: bool, before: str = "") -> Screen:
    """By number. Three queries; some milliseconds for each version of a long page."""
    every = seen(page, person, edits=edits)
    last = numerals.whole(before)
    rows = list((every.filter(number__lt=last) if last is not None else every)[: SCREEN + 2])
    # A layer was never before anything that counted; the version before the last of the screen tells its change.
    first_by_person = (
        Transcription.objects.filter(page=page)
        .exclude(made_by=Transcription.MadeBy.MACHINE)
        .order_by("number")
        .values_list("number", flat=True)
        .first()
    )
    texts = _texts(rows)
    told = [_listed(n, rows, texts, first_by_person, page, person, edits) for n in range(min(SCREEN, len(rows)))]
    return Screen(tuple(told), rows[SCREEN - 1].number if len(rows) > SCREEN else None)


def is_layer(version: Transcription, page: Page, first_by_person: int | None) -> bool:
    return (
        version.made_by == Transcription.MadeBy.MACHINE
        and version.author_id is None  # else somebody brought it back
        and version.pk != page.current_id
        and first_by_person is not None
        and version.number > first_by_person
    )


def words_changed(old: str, new: str) -> int:
    """How many words stand in one and not in the other, wherever: what a list says of many versions."""
    a, b = Counter(old.split()), Counter(new.split())
    return max((a - b).total(), (b - a).total())


def on_the_page(version: Transcription, page: Page) -> PageText | None:
    """The text with its boxes as the page is turned now; None where they speak of another image."""
    if version.image != page.image:
        return None
    return turning.turned(version.content(), page.turn - version.turn)


def _listed(
    n: int,
    rows: list[Transcription],
    texts: dict[int, str],
    first_by_person: int | None,
    page: Page,
    person: Person,
    edits: bool,
) -> Listed:
    version = rows[n]
    layer = is_layer(version, page, first_by_person)
    earlier = next((row for row in rows[n + 1 :] if layer or not is_layer(row, page, first_by_person)), None)
    changed = words_changed(texts[earlier.pk], texts[version.pk]) if earlier else None
    tells = edits or not layer
    reasons = tuple(str(reason[1]) for reason in version.reasons) if tells else ()
    return Listed(version, vouching.author(version, person), version.pk == page.current_id, layer, changed, reasons)


def _texts(rows: list[Transcription]) -> dict[int, str]:
    parts: dict[int, list[str]] = {row.pk: [] for row in rows}
    regions = Region.objects.filter(transcription__in=list(parts)).order_by("transcription", "ordinal")
    for version, text in regions.values_list("transcription", "body__text"):
        parts[version].append(text)
    return {version: JOINT.join(texts) for version, texts in parts.items()}

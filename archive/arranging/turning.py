"""Turning a page: the scan stays as it is; the boxes of its text turn with it into a new version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from archive import events, transcriptions
from archive.arranging.order import Stale
from archive.blocks import Block, Line, PageText, Word
from archive.geometry import as_turn
from archive.models import Event, Page, Record

if TYPE_CHECKING:
    from archive.rights import Person

TURNED, REPLACED = "turned", "replaced"


def seal(record: Record) -> str:
    """Changes whenever a page of the record is turned."""
    rows = Page.objects.filter(record=record).order_by("order").values_list("pk", "turn")
    return hashlib.sha256(",".join(f"{pk}:{turn}" for pk, turn in rows).encode()).hexdigest()[:16]


@transaction.atomic
def turn(record: Record, person: Person, pages: Iterable[int], by: int, *, sealed: str = "") -> int:
    """Turns pages of the record clockwise by `by` degrees, a multiple of 90; returns how many.

    Raises Stale when somebody turned one of the record's pages meanwhile: a page would else be turned twice."""
    quarter = as_turn(by)
    Record.objects.select_for_update().values_list("pk").get(pk=record.pk)
    if sealed and seal(record) != sealed:
        raise Stale
    chosen = Page.objects.select_for_update().filter(record=record, pk__in=list(pages)).order_by("pk")
    listed = list(chosen) if quarter else []
    for page in listed:
        _turn(page, person, quarter)
    return len(listed)


def _turn(page: Page, person: Person, by: int) -> None:
    to = as_turn(page.turn + by)
    changes: dict[str, object] = {"turn": to}
    now = page.current
    if now is not None:
        # The words are whose they were: only their places are new.
        text = turned(now.content(), by)
        version = transcriptions.add(
            page,
            text,
            turn=to,
            made_by=now.made_by,
            author=now.author,
            engine=now.engine,
            reading=now.reading,
            status=now.status,
            verdict=now.verdict,
            reasons=now.reasons,
            note=now.note,
        )
        changes |= transcriptions.counts(page, version, text)
    Page.objects.filter(pk=page.pk).update(**changes)
    events.record(person, TURNED, page, {"turn": page.turn}, turn=to)
    if now is not None:
        transcriptions.index_soon(page.pk)


def turned(text: PageText, by: int) -> PageText:
    """The same words in the same order, on the page turned clockwise by `by` degrees."""
    return PageText(tuple(_block(block, by) for block in text.blocks))


def _block(block: Block, by: int) -> Block:
    return replace(
        block,
        box=block.box.turned(by),
        lines=tuple(_line(line, by) for line in block.lines),
        words=tuple(Word(w.start, w.end, w.box.turned(by), w.confidence, w.geometry) for w in block.words),
    )


def _line(line: Line, by: int) -> Line:
    points = tuple(_point(x, y, by) for x, y in line.points) if line.points else None
    return Line(line.start, line.end, line.box.turned(by), points)


def _point(x: float, y: float, by: int) -> tuple[float, float]:
    for _ in range(by % 360 // 90):
        # Rounded as boxes are kept, so that four quarters lead back to the same place.
        x, y = round(1 - y, 6), x
    return x, y


def decided(page: Page) -> bool:
    """Whether a person turned this image of the page: then no machine turns it back."""
    last = Event.objects.filter(target=events.named(page), verb__in=(TURNED, REPLACED)).order_by("-id").first()
    return last is not None and last.verb == TURNED

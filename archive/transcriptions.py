"""Adding versions of a page's text, and moving the one that counts."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models import Max
from kombu.exceptions import OperationalError as BrokerDown

from archive import pipeline
from archive.blocks import PageText
from archive.celery import app
from archive.models import Body, Page, Region, Transcription
from archive.reviewing import weighing

log = logging.getLogger(__name__)


@transaction.atomic
def add(page: Page, text: PageText, *, turn: int, **fields: Any) -> Transcription:
    """Stores one more version; does not move `current`.

    The page stays locked until the end of the transaction around the call: of two that write at once the
    second sees the first's number, and a machine sees what a person wrote meanwhile."""
    Page.objects.select_for_update().filter(pk=page.pk).values_list("pk").get()
    # A text that could not be indexed says nothing about the next one.
    Page.objects.filter(pk=page.pk, halted_step="index").update(halted="", halted_step="", why="")
    last = Transcription.objects.filter(page=page).aggregate(last=Max("number"))["last"] or 0
    version = Transcription.objects.create(page=page, number=last + 1, image=page.image, turn=turn, **fields)
    bodies = [Body.of(block) for block in text.blocks]
    # In one order everywhere: two pages that share bodies would else wait for each other.
    shared = sorted({body.sha256: body for body in bodies}.items())
    Body.objects.bulk_create([body for _sha, body in shared], ignore_conflicts=True)
    Region.objects.bulk_create(
        Region(
            transcription=version,
            ordinal=ordinal,
            start=start,
            kind=block.kind,
            level=block.level,
            x0=block.box.x0,
            y0=block.box.y0,
            x1=block.box.x1,
            y1=block.box.y1,
            body_id=body.sha256,
        )
        for ordinal, (block, body, start) in enumerate(zip(text.blocks, bodies, text.starts, strict=True))
    )
    return version


def counts(page: Page, version: Transcription, text: PageText | None = None) -> dict[str, Any]:
    """What changes on the page when the version counts from now on. Call it in the transaction that writes this
    down; `text` is the version's, where it is at hand."""
    weighing.weigh(page, version, text)
    return {"current": version}


def index_soon(page_id: int) -> None:
    """Once the transaction is through: before the backlog, since a person waits to find it. Without a broker the
    sweep does it."""

    def send() -> None:
        try:
            app.send_task(pipeline.INDEX.task, args=[page_id], queue="index-now")
        except (BrokerDown, OSError):
            log.warning("page=%s waits for the sweep: no broker", page_id)

    transaction.on_commit(send)


def counts_for_machine(page_id: int) -> bool:
    """Whether a machine's version may become current: never over what a person wrote."""
    current = Page.objects.filter(pk=page_id, current__isnull=False)
    return not current.exclude(current__made_by=Transcription.MadeBy.MACHINE).exists()

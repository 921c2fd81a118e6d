"""Changed pages are found by their new words soon: a few before the backlog, since somebody looks at them; many one
after the other."""

from __future__ import annotations

import logging

from django.db import transaction
from kombu.exceptions import OperationalError as BrokerDown

from archive import errands, pipeline
from archive.celery import app
from archive.models import Errand

log = logging.getLogger(__name__)


def soon(errand: Errand, page_id: int) -> None:
    """After the transaction; without a broker the sweep does it."""
    queue = "index-now" if errand.done < errands.FEW else pipeline.INDEX.queue

    def send() -> None:
        try:
            app.send_task(pipeline.INDEX.task, args=[page_id], queue=queue)
        except (BrokerDown, OSError):
            log.warning("page=%s waits for the sweep: no broker", page_id)

    transaction.on_commit(send)

"""Telling a worker that files have come."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

from archive import pipeline
from archive.celery import app
from archive.models import Accession

log = logging.getLogger(__name__)


def send(accession: Accession) -> None:
    """As soon as what was written is there for others. A message that is lost is sent again by the sweep."""
    transaction.on_commit(partial(_send, accession.pk))


def _send(accession_id: int) -> None:
    try:
        app.send_task(pipeline.TAKE_IN.task, args=[accession_id], queue=pipeline.TAKE_IN.queue)
    except (OperationalError, OSError) as error:
        log.warning("accession=%s waits for the sweep: %s", accession_id, error)

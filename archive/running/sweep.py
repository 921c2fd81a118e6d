"""Sends due work to the queues: the database says what is due, messages are only reminders.

A message may be lost with its worker or with the whole broker; what is due is simply sent again.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path

from django.conf import settings
from kombu.exceptions import ChannelError

from archive import pipeline, registry
from archive.celery import app
from archive.keeping import trash
from archive.people import sessions
from archive.pipeline import STEPS, Step
from archive.running import planning
from archive.uploading import expiring

log = logging.getLogger(__name__)
#: With an empty queue, how long a sent page may stay unclaimed before it is sent again.
_GRACE = 3.0
#: Between two looks for uploads that nobody goes on with, and for sessions that ran out.
_TIDYING = 300.0

#: Between two looks for what lay in the trash long enough.
_KEEPING = 20.0


class Sweep:
    """Keeps at most MUNIMENT_IN_FLIGHT messages of each step waiting."""

    def __init__(self) -> None:
        self._sent: dict[tuple[str, int], float] = {}
        self._tidied = -_TIDYING
        self._kept = -_KEEPING

    def once(self) -> int:
        """One round; returns how many messages went out."""
        for folder in ("data_folder_in", "control_folder"):
            # The filesystem transport never makes its folders again after somebody removed them.
            if path := settings.CELERY_BROKER_TRANSPORT_OPTIONS.get(folder):
                Path(str(path)).mkdir(mode=0o700, parents=True, exist_ok=True)
        # The clock goes first: housekeeping that fails must not keep due work waiting round after round.
        if time.monotonic() - self._tidied > _TIDYING:
            self._tidied = time.monotonic()
            expiring.expire()
            sessions.forget()
            planning.learn()
            for tidy in registry.each(registry.TIDYING):
                tidy()
        if time.monotonic() - self._kept > _KEEPING:
            self._kept = time.monotonic()
            trash.empty()
        return sum(self._top_up(step) for step in STEPS)

    def _top_up(self, step: Step) -> int:
        most = settings.MUNIMENT_IN_FLIGHT
        due = list(pipeline.due(step).values_list("pk", flat=True)[: 2 * most])
        known = {key for key in self._sent if key[0] == step.name}
        for key in known - {(step.name, page_id) for page_id in due}:
            del self._sent[key]
        if not due:
            return 0
        waiting = depth(step.queue)
        now, sent = time.monotonic(), 0
        for page_id in due:
            if waiting + sent >= most:
                break
            last = self._sent.get((step.name, page_id))
            if last is not None and (waiting or now - last < _GRACE):
                continue
            app.send_task(step.task, args=[page_id], queue=step.queue)
            self._sent[step.name, page_id] = now
            sent += 1
        return sent


def depth(queue: str) -> int:
    """Messages waiting in a queue, on any transport."""
    with app.connection_for_write() as link:
        try:
            return int(link.default_channel.queue_declare(queue=queue, passive=True).message_count)
        except ChannelError:
            return 0  # not declared yet

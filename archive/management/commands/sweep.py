from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection
from kombu.exceptions import OperationalError as BrokerDown

from archive.running import signs
from archive.running.sweep import Sweep

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Sends due work to the queues, again and again. `start` runs one; a second does no harm."
    requires_system_checks = []  # `start` made them once for everybody

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--every", type=float, default=0.4, metavar="SECONDS")

    def handle(self, *_: Any, once: bool, every: float, **__: Any) -> None:
        if once:
            self._round(Sweep())
            return
        with signs.ended_by_term(), signs.of_life("sweep"):
            sweep = Sweep()
            while True:
                self._round(sweep)
                time.sleep(every)

    def _round(self, sweep: Sweep) -> None:
        try:
            sweep.once()
        except (BrokerDown, OperationalError, OSError) as error:
            # A broker or database that restarts is waited for, not died of.
            log.warning("sweep waits: %s", error)
            connection.close()
            time.sleep(2)

from __future__ import annotations

import os
import warnings
from typing import Any

from celery.platforms import SecurityWarning
from django.core.management.base import BaseCommand, CommandParser

from archive.celery import app
from archive.running import signs
from archive.running.slots import pages_under_way


class Command(BaseCommand):
    help = "A Celery worker for the given queues. Heavy work happens in its child processes."
    requires_system_checks = []  # `start` made them once for everybody

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", default="pages,ocr-now,ocr,index-now,index")
        parser.add_argument("--slots", type=int, help="pages worked on at the same time")

    def handle(self, *_: Any, queues: str, slots: int | None, **__: Any) -> None:
        slots = slots or (pages_under_way() if "ocr" in queues else 1)
        name = queues.partition(",")[0]
        # In a container the only user is root; messages are JSON, so nothing is unpickled.
        warnings.filterwarnings("ignore", category=SecurityWarning)
        with signs.of_life(queues, slots):
            app.worker_main(
                [
                    "--quiet",
                    "worker",
                    f"--queues={queues}",
                    f"--concurrency={slots}",
                    f"--hostname={name}-{os.getpid()}@%h",
                    # Threads: the work itself runs in children, and a forking pool would copy the heap.
                    "--pool=threads",
                    "--loglevel=WARNING",
                    "--without-gossip",
                    "--without-mingle",
                    "--without-heartbeat",
                ]
            )

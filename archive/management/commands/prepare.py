"""`manage.py prepare`: what `start` does first, for set-ups that run the parts by themselves."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from archive import registry, store
from archive.running import planning, statics


class Command(BaseCommand):
    help = "Prepares the database, the static files and the bundled model for this release. Does no harm twice."

    def handle(self, *_: Any, **__: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        planning.learn()
        store.sweep_scratch()
        statics.collect()
        for prepare in registry.each(registry.PREPARATIONS):
            prepare()
        self.stdout.write("Prepared.")

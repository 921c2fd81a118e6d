"""Asking every part of the archive how it is."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.db import connection, transaction

from archive import registry
from archive.doctor.finding import Finding, Look, broken

log = logging.getLogger(__name__)


def examine(deep: bool = False, only: str = "") -> Iterator[tuple[str, Finding]]:
    """(part, finding), part by part. A look that fails is itself a finding: the others go on."""
    for part, module in registry.DOCTOR.items():
        if only in ("", part):
            for finding in _of(part, module, deep):
                yield part, finding


def _of(part: str, module: str, deep: bool) -> Iterator[Finding]:
    try:
        look: Look = registry.load(module).look
        yield from look(deep)
    except Exception as error:  # the edge: a doctor that dies of the illness helps nobody
        log.debug("doctor: %s failed", part, exc_info=True)
        said = " ".join(str(error).split())[:200]
        yield broken(
            f"{part}.failed",
            f"Looking at this failed: {type(error).__name__}: {said}".rstrip(": "),
            "Mend what stands above first; then run with MUNIMENT_LOG_LEVEL=DEBUG to see where it failed.",
        )
        if connection.in_atomic_block:
            transaction.set_rollback(False)

"""Files that came inside a ZIP: each has a line of its own in the account, the ZIP sums them up."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from archive.intake.taking import Result
from archive.models import Accession, Upload
from archive.uploading import names

_Outcome = Upload.Outcome
PACKAGE = "package"
_BEST_FIRST = (_Outcome.TAKEN, _Outcome.ALREADY, _Outcome.SKIPPED, _Outcome.REFUSED)


def above(place: str) -> Iterator[str]:
    """The places that may be a ZIP around this one, nearest first."""
    while place := place.rpartition("/")[0]:
        yield place


def note(accession: Accession, result: Result, said: dict[str, Any]) -> None:
    Upload.objects.update_or_create(
        accession=accession,
        name=names.shortened(result.place),
        defaults={"moved_at": timezone.now(), **said},
        create_defaults={
            "token": secrets.token_urlsafe(24),
            "size": result.size,
            "received": result.size,
            **said,
        },
    )


def summed(outcomes: Iterable[str]) -> dict[str, Any]:
    """What became of the ZIP itself."""
    counts = Counter(outcomes)
    best = next(kind for kind in _BEST_FIRST if counts[kind])
    n = counts.total()
    why = ngettext("A package of %(n)s file.", "A package of %(n)s files.", n) % {"n": n}
    return {"outcome": best, "code": PACKAGE, "why": why}

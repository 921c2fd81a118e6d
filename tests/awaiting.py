"""Pages that await somebody, as the machine leaves them."""

from __future__ import annotations

from django.contrib.auth.models import User

from archive.models import Collection, Page, Review
from archive.reviewing import looking_round
from archive.reviewing.queue import Filters
from tests import makers, persons

ALL = Filters()


def page(where: Collection | None = None, *texts: str, **fields: object) -> Page:
    """Read by machine, and on the list."""
    made = makers.transcribed(*(texts or ("The harbour was quiet",)), of=makers.record(where), **fields)
    looking_round.anew(made.pk)
    return made


def flagged(where: Collection | None = None, code: str = "loop", verdict: str = "flag") -> Page:
    evidence = {"boxes": [[0.1, 0.1, 0.5, 0.2]], "figures": {"times": 9}}
    return page(where, verdict=verdict, reasons=[[code, f"It says {code}.", evidence]])


def row(of: Page) -> Review:
    return Review.objects.get(page=of)


def editor(where: Collection, name: str = "") -> User:
    return persons.member(where, "editor", name)

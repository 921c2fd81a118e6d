"""Who has which page before them: for a quarter of an hour, renewed while they work, given back when they leave.

Each step is one UPDATE with its condition; the number of rows says who was faster."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from archive import rights
from archive.models import Review
from archive.reviewing import queue
from archive.reviewing.queue import Filters, Offer
from archive.rights import Person

FOR = timedelta(minutes=15)


def take(person: Person, filters: Filters) -> Offer | None:
    """The next page that nobody has, which this person has from now on; None where nothing awaits them."""
    if person is None or not person.is_authenticated:
        return None
    for offer in queue.offers(person, rights.reach(person), filters):
        if hold(offer.page, person, offer.version):
            return offer
    return None


def hold(page_id: int, person: Person, version: int | None = None) -> datetime | None:
    """Until when the person has the page; None where somebody else has it or it awaits nobody. Where they have it
    already it is renewed."""
    me = person.pk if person is not None else 0
    rows = Review.objects.filter(queue.free(me), page=page_id)
    if version is not None:
        rows = rows.filter(transcription=version)
    until = timezone.now() + FOR
    return until if rows.update(holder=me, held_until=until) else None


def give_back(page_id: int, person: Person, until: datetime | None = None) -> bool:
    """With `until`, only the hold of that moment: a message that comes late ends none that is younger."""
    rows = Review.objects.filter(page=page_id, holder=person.pk if person is not None else 0)
    if until is not None:
        rows = rows.filter(held_until=until)
    return bool(rows.update(holder=None, held_until=None))

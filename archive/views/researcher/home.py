"""The first page: a place to search from, what one looked at lately, and what there is."""

from __future__ import annotations

from collections import Counter

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import pipeline, rights
from archive.models import Page, Record
from archive.showing import holdings, visits

RECENT = 8
#: A tree larger than this shows its first level alone, and of that no more than MOST_SHELVES.
WHOLE_TREE, MOST_SHELVES = 40, 300
#: Pages being read are looked at so far and counted so far: a large upload must not slow the first page.
LOOKED_AT, MOST_READ = 4000, 1000


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    person = request.user
    reach = rights.reach(person)
    shelves = holdings.of(reach)
    being_read = _being_read(reach) if shelves else 0
    return render(
        request,
        "archive/home.html",
        {
            "shelves": shelves if len(shelves) <= WHOLE_TREE else _first_level(shelves),
            "records": sum(shelf.own_records for shelf in shelves),
            "pages": sum(shelf.own_pages for shelf in shelves),
            "being_read": min(being_read, MOST_READ),
            "more_being_read": being_read > MOST_READ,
            "recent": holdings.with_covers(holdings.newest(reach, RECENT)) if shelves else [],
            "lately": visits.lately(person, reach),
            "admin": rights.is_admin(person),
        },
    )


def _first_level(shelves: list[holdings.Shelf]) -> list[holdings.Shelf]:
    """What is below is found on the page of the collection above."""
    return [shelf for shelf in shelves if shelf.depth == 0][:MOST_SHELVES]


def _being_read(reach: rights.Reach) -> int:
    """Looks at LOOKED_AT pages of each kind and no further. Each kind has a partial index of its own; asked
    together with the rights, the database would walk through all pages of the archive instead."""
    on_first_path = Page.objects.filter(~Q(stage=Page.Stage.TRANSCRIBED), pipeline.RENDER.due | pipeline.READ.due)
    counts: Counter[int] = Counter()
    for rows, order in ((on_first_path, ("stage", "id")), (Page.objects.filter(pipeline.INDEX.due), ("id",))):
        counts.update(rows.order_by(*order).values_list("record_id", flat=True)[:LOOKED_AT])
    seen = Record.objects.filter(reach.sees_record(), pk__in=counts.keys()).order_by().values_list("pk", flat=True)
    return sum(counts[pk] for pk in seen) if counts else 0

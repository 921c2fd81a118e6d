"""The first page: a place to search from, what one looked at lately, and what there is."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import pipeline, rights
from archive.models import Page, Record
from archive.showing import holdings, visits

RECENT = 8
#: Pages being read are counted so far and no further: a large upload must not slow the first page.
MOST_READ = 1000


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    person = request.user
    reach = rights.reach(person)
    shelves = holdings.of(reach)
    recent = Record.objects.filter(reach.sees_record()).select_related("collection").order_by("-id")
    being_read = _being_read(reach) if shelves else 0
    return render(
        request,
        "archive/home.html",
        {
            "shelves": shelves,
            "records": sum(shelf.own_records for shelf in shelves),
            "pages": sum(shelf.own_pages for shelf in shelves),
            "being_read": min(being_read, MOST_READ),
            "more_being_read": being_read > MOST_READ,
            "recent": holdings.with_covers(recent[:RECENT]) if shelves else [],
            "lately": visits.lately(person, reach),
            "admin": rights.is_admin(person),
        },
    )


def _being_read(reach: rights.Reach) -> int:
    """At most one more than MOST_READ. Each part has a partial index of its own; together they would need a walk
    through all pages."""
    seen = Page.objects.filter(reach.sees_record("record__")).order_by()
    on_first_path = seen.filter(~Q(stage=Page.Stage.TRANSCRIBED), pipeline.RENDER.due | pipeline.READ.due)
    count = on_first_path[: MOST_READ + 1].count()
    if count <= MOST_READ:
        count += seen.filter(pipeline.INDEX.due)[: MOST_READ + 1 - count].count()
    return count

"""The first page: a place to search from, and what there is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import pipeline
from archive.models import Page, Record
from archive.showing import holdings

RECENT = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    person = request.user
    shelves = holdings.of(person)
    recent = (
        Record.objects.visible_to(person)
        .filter(pages__image__gt="", pages__order=Page.GAP)
        .select_related("collection")
        .order_by("-id")[:RECENT]
    )
    being_read = pipeline.unfinished().filter(pk__in=Page.objects.visible_to(person).order_by().values("pk"))
    return render(
        request,
        "archive/home.html",
        {
            "shelves": shelves,
            "records": sum(shelf.own_records for shelf in shelves),
            "pages": sum(shelf.own_pages for shelf in shelves),
            "being_read": being_read.count() if shelves else 0,
            "recent": holdings.with_covers(recent),
        },
    )

"""Results of a search, and the marks of a search on one page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.blocks import storable
from archive.faults import Fault
from archive.models import Collection, Page
from archive.showing.numerals import whole
from search import extracts, snippets
from search.finding import Found, Hit, find, marks_on_page

FIRST, STEP, MOST = 20, 20, 100
LONGEST = 500  # characters of a query
SNIPPET_WIDTH = 900


@dataclass(frozen=True, slots=True)
class Shown:
    hit: Hit
    pieces: tuple[tuple[str, bool], ...]  # the text, cut at its marks
    snippet: snippets.Snippet | None


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:LONGEST]
    slug = storable(request.GET.get("collection", ""))
    limit = _limit(request.GET.get("limit", ""))
    found = Found((), "")
    if query:
        try:
            found = find(query, request.user, collection=slug or None, limit=limit + 1)
        except Fault as fault:
            found = Found((), fault.message)
    hits = found.hits[:limit]
    pages = Page.objects.visible_to(request.user).in_bulk([hit.page_id for hit in hits])
    return render(
        request,
        "search/results.html",
        {
            "q": query,
            "collection": slug,
            "collections": Collection.objects.visible_to(request.user),
            "note": found.note,
            "shown": [_shown(hit, pages[hit.page_id]) for hit in hits if hit.page_id in pages],
            "more": min(limit + STEP, MOST) if len(found.hits) > limit and limit < MOST else None,
        },
    )


@require_safe
def marks(request: HttpRequest, page_id: int) -> HttpResponse:
    """`{"marks": [{"box": [x0, y0, x1, y1], "precision": …}]}`, boxes in the unit square of the upright page."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    found = marks_on_page(query, page_id, request.user) if query else []
    answer = JsonResponse({"marks": [{"box": m.box.as_list(), "precision": m.precision} for m in found]})
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _limit(given: str) -> int:
    return min(MOST, max(FIRST, whole(given) or FIRST))


def _shown(hit: Hit, page: Page) -> Shown:
    snippet = snippets.of(hit, page.upright_size, SNIPPET_WIDTH)
    return Shown(hit, extracts.of(hit.text, hit.marks), snippet)

"""A record: what it is, its pages, and how far their reading is."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import citing, registry, rights
from archive.models import Collection, Page, Record
from archive.showing import numerals, seeing, visits
from archive.showing.standing import SCREEN, page_at, standing, strip

LONGEST = 500  # characters of a query
MOST_FILES = 50
MOST_PINS = 200  # numbers of found pages that are listed


@require_safe
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    shown = seeing.record_or_404(record_id, request.user)
    query = request.GET.get("q", "").strip()[:LONGEST]
    found = _found(query, shown, request)
    leaves = strip(shown, request.GET.get("from", ""), found.values())
    edits = Record.objects.editable_by(request.user).filter(pk=shown.pk).exists()
    address = request.build_absolute_uri(shown.get_absolute_url())
    source = citing.of_record(shown, address)
    answer = render(
        request,
        "archive/record.html",
        {
            "record": shown,
            "line": _line(shown.collection, request),
            "originals": seeing.originals_of(shown, request.user, MOST_FILES, edits=edits),
            "standing": standing(shown),
            "strip": leaves,
            "guide": {
                "pages": leaves.pages,
                "screen": SCREEN,
                "at": leaves.at,
                "keys": leaves.keys,
                "found": found,
            },
            "q": query,
            "found": list(found.items())[:MOST_PINS],
            "found_count": len(found),
            "edits": edits,
            "citations": {name: style(source) for name, style in citing.STYLES.items()},
            "formats": citing.FORMATS,
        },
    )
    return visits.noted(answer, request.user, shown)


@require_safe
def leaves(request: HttpRequest, record_id: int) -> HttpResponse:
    """One screen of leaves, for the strip that only holds what is in view."""
    shown = seeing.record_or_404(record_id, request.user)
    query = request.GET.get("q", "").strip()[:LONGEST]
    answer = render(
        request,
        "archive/_leaves.html",
        {"record": shown, "strip": strip(shown, request.GET.get("from", "")), "q": query},
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_safe
def progress(request: HttpRequest, record_id: int) -> HttpResponse:
    """The part of the record's page that changes while its pages are read; asked for again and again."""
    shown = seeing.record_or_404(record_id, request.user)
    answer = render(request, "archive/_standing.html", {"record": shown, "standing": standing(shown)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def numbered(request: HttpRequest, record_id: int) -> HttpResponse:
    """To the page with a number: what a form or a placeholder in the strip asks for."""
    shown = seeing.record_or_404(record_id, request.user)
    number = numerals.whole(request.GET.get("n", ""))
    page = page_at(shown, number) if number is not None else None
    if page is None:
        raise Http404
    query = request.GET.get("q", "").strip()[:LONGEST]
    return HttpResponseRedirect(page.get_absolute_url() + (f"?{urlencode({'q': query})}" if query else ""))


def _found(query: str, record: Record, request: HttpRequest) -> dict[int, int]:
    """Number -> id of the pages of the record that hold the words."""
    if not query:
        return {}
    ids = [pk for _order, pk in registry.load(registry.TRAIL)(query, record.pk, request.user)]
    if not ids:
        return {}
    held = set(ids)
    every = Page.objects.filter(record=record).order_by("order").values_list("pk", flat=True)
    return {number: pk for number, pk in enumerate(every, 1) if pk in held}


def _line(collection: Collection, request: HttpRequest) -> list[Collection]:
    """The collections from the root to the record's own, as far as the person may see them."""
    reach = rights.reach(request.user)
    ids = [int(pk) for pk in collection.path.strip("/").split("/") if pk] or [collection.pk]
    rows = Collection.objects.in_bulk([pk for pk in ids if reach.sees is None or pk in reach.sees])
    return [rows[pk] for pk in ids if pk in rows]

"""A record: what it is, its pages, and how far their reading is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.models import Collection
from archive.showing import seeing
from archive.showing.standing import standing


@require_safe
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    shown = seeing.record_or_404(record_id, request.user)
    return render(
        request,
        "archive/record.html",
        {
            "record": shown,
            "collection": Collection.objects.visible_to(request.user).filter(pk=shown.collection_id).first(),
            "originals": shown.originals.only("name", "size", "media_type", "record_id", "position")[:50],
            "standing": standing(shown, request.GET.get("from", "")),
        },
    )


@require_safe
def progress(request: HttpRequest, record_id: int) -> HttpResponse:
    """The part of the record's page that changes while its pages are read; asked for again and again."""
    shown = seeing.record_or_404(record_id, request.user)
    answer = render(
        request,
        "archive/_standing.html",
        {"record": shown, "standing": standing(shown, request.GET.get("from", ""))},
    )
    answer["Cache-Control"] = "no-store"
    return answer

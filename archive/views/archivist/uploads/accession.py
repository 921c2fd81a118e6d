"""An accession: what came, what became of it, and how far the rest is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.models import Accession, Upload
from archive.showing import holdings, numerals
from archive.uploading import account
from archive.views.archivist.uploads.words import words

SCREEN = 100
COVERS = 24


def accession_or_404(request: HttpRequest, accession_id: int) -> Accession:
    seen = Accession.objects.visible_to(request.user).select_related("collection", "person")
    found = seen.filter(pk=accession_id).first()
    if found is None:
        raise Http404
    return found


@require_safe
def accession(request: HttpRequest, accession_id: int) -> HttpResponse:
    shown = accession_or_404(request, accession_id)
    records = account.brought(shown, request.user)
    return render(
        request,
        "archivist/accession.html",
        {
            **_standing(request, shown),
            "records": holdings.with_covers(records[:COVERS]),
            "more_records": max(0, records.count() - COVERS),
            "words": words(),
            "most_mb": settings.MUNIMENT_MAX_FILE_MB,
            "may_undo": Accession.objects.undoable_by(request.user).filter(pk=shown.pk).exists(),
        },
    )


@require_safe
def standing(request: HttpRequest, accession_id: int) -> HttpResponse:
    """The part of the page that changes while files come; asked for again and again."""
    shown = accession_or_404(request, accession_id)
    answer = render(request, "archivist/_accession_standing.html", _standing(request, shown))
    answer["Cache-Control"] = "no-store"
    return answer


def _standing(request: HttpRequest, shown: Accession) -> dict[str, Any]:
    after = numerals.whole(request.GET.get("after", "")) or 0
    files = shown.uploads.order_by("pk")
    listed = list(files.filter(pk__gt=after)[: SCREEN + 1])
    refused = files.filter(outcome=Upload.Outcome.REFUSED)[:SCREEN] if not after else ()
    return {
        "accession": shown,
        "collection": shown.collection,
        "counts": account.counts(shown),
        "refused": account.lines(refused, request.user),
        "lines": account.lines(listed[:SCREEN], request.user),
        "after": after,
        "next": listed[SCREEN - 1].pk if len(listed) > SCREEN else None,
        "is_mine": shown.person_id is not None and shown.person_id == request.user.pk,
    }

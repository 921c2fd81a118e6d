"""Signs of life of somebody who has a page before them, and their leaving it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from archive.models import Page
from archive.reviewing import reserving


@require_POST
def hold(request: HttpRequest, page_id: int) -> HttpResponse:
    """409 where the page is somebody else's by now, or awaits nobody."""
    _editable(request, page_id)
    until = reserving.hold(page_id, request.user)
    return JsonResponse({"until": until.isoformat() if until else None}, status=200 if until else 409)


@require_POST
def leave(request: HttpRequest, page_id: int) -> HttpResponse:
    """Asked by a page that is closed: only the hold that it knows of ends."""
    _editable(request, page_id)
    try:
        until = parse_datetime(request.POST.get("until", "")[:40])
    except ValueError:
        until = None
    if until is not None and until.tzinfo is not None:
        reserving.give_back(page_id, request.user, until)
    return HttpResponse(status=204)


def _editable(request: HttpRequest, page_id: int) -> None:
    if not Page.objects.editable_by(request.user).filter(pk=page_id).exists():
        raise Http404

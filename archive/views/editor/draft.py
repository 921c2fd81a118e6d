"""What somebody is writing, kept as they write: overwritten, never piled up, and nobody else's to see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from archive.correcting import drafts
from archive.correcting.wanted import Refused
from archive.views.editor import found


@require_http_methods(["PUT", "DELETE"])
def draft(request: HttpRequest, page_id: int) -> HttpResponse:
    try:
        page = found.edited(request, page_id)
        if request.method == "DELETE":
            drafts.forget(page, request.user)
            return HttpResponse(status=204)
        said = found.heard(request)
        base = found.base_of(said)
        drafts.keep(page, request.user, base, said.get("wanted"))
    except found.Unheard as unheard:
        return unheard.answer
    except Refused as refused:
        return found.refused_as(refused).answer
    return JsonResponse({"kept": True})

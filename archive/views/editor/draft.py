"""What somebody is writing, kept as they write: overwritten, never piled up, and nobody else's to see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from archive.correcting import drafts
from archive.views.editor import found


@require_http_methods(["PUT", "DELETE"])
def draft(request: HttpRequest, page_id: int) -> HttpResponse:
    page = found.edited_or_404(request, page_id)
    if request.method == "DELETE":
        drafts.forget(page.pk, request.user)
        return HttpResponse(status=204)
    try:
        said = found.heard(request)
        base = found.base_of(said)
        found.wanted_of(said)
    except found.Unheard as unheard:
        return unheard.answer
    drafts.keep(page.pk, request.user, base, said["wanted"])
    return JsonResponse({"kept": True})

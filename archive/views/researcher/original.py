"""A file as it was uploaded. Its bytes are not ours: they are handed out to be saved, never shown."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from archive import store
from archive.history import handing_out
from archive.showing import delivery, seeing


@require_safe
def original(request: HttpRequest, original_id: int) -> HttpResponseBase:
    file = seeing.original_or_404(original_id, request.user)
    path = store.path("originals", file.sha256)
    if not path.is_file():
        raise Http404
    handing_out.note(request, file)
    answer = delivery.file(request, path, file.media_type or "application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, file.name.rsplit("/", 1)[-1]) or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer

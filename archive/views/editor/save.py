"""Saving what the editor sends: the new version's number, or what somebody else wrote meanwhile."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.correcting import saving
from archive.views.editor import found
from archive.views.editor.page import LONGEST_NOTE, onward

STATUSES = ("corrected", "reviewed")


@require_POST
def save(request: HttpRequest, page_id: int) -> HttpResponse:
    page = found.edited_or_404(request, page_id)
    try:
        said = found.heard(request)
        base, wanted = found.base_of(said), found.wanted_of(said)
        note, status = said.get("note", ""), said.get("status", "corrected")
        if not isinstance(note, str) or len(note) > LONGEST_NOTE or status not in STATUSES:
            raise found.Unheard(422, _("The note is too long, or the status is none."))
    except found.Unheard as unheard:
        return unheard.answer
    done = saving.save(page.pk, request.user, base, wanted, note=note.strip(), status=status)
    if isinstance(done, saving.Conflict):
        return JsonResponse(merged(done), status=409)
    if isinstance(done, saving.Unchanged):
        return JsonResponse({"saved": base, "same": True, "onward": onward(request, page)})
    return JsonResponse({"saved": done.version.number, "onward": onward(request, page)})

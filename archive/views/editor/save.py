"""Saving what the editor sends: the new version's number, or what somebody else wrote meanwhile."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.blocks import storable
from archive.correcting import saving
from archive.correcting.wanted import Refused
from archive.views.editor import found
from archive.views.editor.laid_out import laid_out
from archive.views.editor.page import LONGEST_NOTE, onward

STATUSES = ("corrected", "reviewed")


@require_POST
def save(request: HttpRequest, page_id: int) -> HttpResponse:
    try:
        page = found.edited(request, page_id)
        said = found.heard(request)
        base, wanted = found.base_of(said), found.wanted_of(said)
        note, status = said.get("note", ""), said.get("status", "corrected")
        if not isinstance(note, str) or len(note) > LONGEST_NOTE or status not in STATUSES:
            raise found.Unheard(422, _("The note is too long, or the status is none."))
    except found.Unheard as unheard:
        return unheard.answer
    try:
        done = saving.save(page.pk, request.user, base, wanted, note=storable(note.strip()), status=status)
    except Refused as refused:
        return found.refused_as(refused).answer
    if isinstance(done, saving.Conflict):
        return JsonResponse(_told(done), status=409)
    if isinstance(done, saving.Unchanged):
        return JsonResponse({"saved": base, "same": True, "onward": onward(request, page)})
    version = done.version
    base = {"number": version.number, "regions": laid_out(version.content())}
    return JsonResponse({"saved": version.number, "status": version.status, "base": base, "onward": onward(request, page)})


def _told(conflict: saving.Conflict) -> dict[str, object]:
    current = conflict.current
    return {
        "number": current.number if current else 0,
        "author": str(current.author or "") if current else "",
        "regions": laid_out(current.content()) if current else [],
    }

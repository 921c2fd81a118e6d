"""Saving what the editor sends: the new version, or what somebody else wrote meanwhile put together with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.blocks import storable
from archive.correcting import saving
from archive.correcting.merging import merge
from archive.correcting.wanted import Refused, Wanted
from archive.models import Page
from archive.views.editor import found
from archive.views.editor.laid_out import begun_from
from archive.views.editor.laid_out import said as as_said
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
        done = saving.save(page.pk, request.user, base, wanted, note=storable(note.strip()), status=status)
        if isinstance(done, saving.Conflict):
            page.refresh_from_db()
            return JsonResponse(_merged(page, base, wanted), status=409)
    except found.Unheard as unheard:
        return unheard.answer
    except Refused as refused:
        return found.refused_as(refused).answer
    except Page.DoesNotExist:  # the right to it went in this very moment
        return JsonResponse({"said": _("You may not edit this page any more.")}, status=404)
    version = done.version
    return JsonResponse(
        {
            "saved": version.number,
            "same": isinstance(done, saving.Unchanged),
            "status": version.status,
            "base": begun_from(page, version),
            "onward": onward(request, page),
        }
    )


@require_POST
def merged(request: HttpRequest, page_id: int) -> HttpResponse:
    """A draft that was begun from an older version, put together with what stands there now. Saves nothing."""
    try:
        page = found.edited(request, page_id)
        said = found.heard(request)
        return JsonResponse(_merged(page, found.base_of(said), found.wanted_of(said)))
    except found.Unheard as unheard:
        return unheard.answer


def _merged(page: Page, number: int, wanted: Wanted) -> dict[str, Any]:
    base, theirs = page.transcriptions.filter(number=number).first(), page.current
    if base is None or theirs is None:
        raise found.Unheard(422, _("The text this was begun from is not there."))
    both = merge(base.content(), wanted, theirs.content())
    return {
        "base": begun_from(page, theirs),
        "author": str(theirs.author or ""),
        "wanted": as_said(both.wanted),
        "clashes": [
            {"region": c.region, "row": c.row, "base": c.base, "mine": c.mine, "theirs": c.theirs}
            for c in both.clashes
        ],
    }

"""Naming the files of an upload before they travel: how far each is, so that a page opened anew goes on."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.faults import Refused
from archive.models import Accession, Upload
from archive.uploading import beginning, names, receiving, sending
from archive.uploading.beginning import Named

_AT_ONCE = 1000


@require_POST
def files(request: HttpRequest, accession_id: int) -> JsonResponse:
    """JSON in: {"files": [{"name", "size", "modified"}, …], "more": bool}; out: where each goes on, as listed."""
    accession = Accession.objects.visible_to(request.user).filter(pk=accession_id, undone_at=None).first()
    if accession is None or accession.person_id != request.user.pk:
        raise Http404
    try:
        asked = json.loads(request.body)
        named = [_named(file) for file in asked["files"]]
        more = bool(asked.get("more"))
        if len(named) > _AT_ONCE:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        return _problem(_("This is no list of files."), 400)
    labels = [names.label(file.name) for file in named]
    if len(set(labels)) < len(labels):
        return _problem(_("Two of the files have the same name."), 400)
    try:
        uploads = beginning.name(accession, named)
    except Refused as refused:
        return _problem(refused.message, 507)
    if not more:
        beginning.nothing_more(accession)
        sending.send(accession)
    by_name = {upload.name: upload for upload in uploads}
    return _private(JsonResponse({"files": [_told(by_name[label]) for label in labels]}))


def _named(file: Any) -> Named:
    return Named(str(file["name"]), int(file["size"]), int(file.get("modified") or 0))


def _told(upload: Upload) -> dict[str, Any]:
    return {
        "name": upload.name,
        "url": reverse("upload-bytes", args=[upload.token]),
        "offset": receiving.offset(upload),
        "outcome": upload.outcome,
        "why": upload.why,
    }


def _problem(said: str, status: int) -> JsonResponse:
    return _private(JsonResponse({"problem": said}, status=status))


def _private(answer: JsonResponse) -> JsonResponse:
    answer["Cache-Control"] = "no-store"
    return answer

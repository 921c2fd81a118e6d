"""Bringing files into a collection: the page, and the form where there is no JavaScript."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from archive import rights
from archive.faults import Refused
from archive.models import Accession, Collection
from archive.uploading import beginning, forms, room, sending, sheets
from archive.uploading.options import OptionsForm
from archive.views.archivist.uploads.words import words


# Exempt only so that the files' way can be chosen before the form is read; `_begin` asks for the token.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    collection = Collection.objects.editable_by(request.user).filter(slug=slug).first()
    if collection is None:
        raise Http404
    if request.method != "POST":
        return _page(request, collection, OptionsForm())
    try:
        with forms.received(request) as handler:
            return _begin(request, collection, handler)
    except Refused as refused:
        return _page(request, collection, OptionsForm(), refused.message, 503 if refused.code == "busy" else 507)


@csrf_protect
def _begin(request: HttpRequest, collection: Collection, handler: forms.RoomHandler) -> HttpResponse:
    form = OptionsForm(request.POST)
    follows = request.headers.get("Accept") == "application/json"  # the files come one by one, see upload_files
    if not form.is_valid():
        if follows:
            return JsonResponse({"problems": json.loads(form.errors.as_json())}, status=400)
        return _page(request, collection, form, _("The upload was not begun; see below."), 400)
    files = [file for file in handler.brought if file.field == "files"]
    if not follows and not files:
        return _page(request, collection, form, _("Choose at least one file."), 400)
    accession = beginning.begin(collection, request.user, form.wishes(), announced=not follows)
    if follows:
        return JsonResponse(_addresses(accession), status=201)
    forms.enter(accession, files)
    handler.accepted(files)
    for sheet in (file for file in handler.brought if file.field == "sheet"):
        try:
            with room.path(sheet.token).open("rb") as opened:
                sheets.lay(accession, sheet.name or "", opened)
        except Refused as refused:
            messages.warning(request, refused.message)
    sending.send(accession)
    return redirect(accession)


def _addresses(accession: Accession) -> dict[str, str]:
    return {
        "page": accession.get_absolute_url(),
        "files": reverse("upload-files", args=[accession.pk]),
        "outcomes": reverse("accession-outcomes", args=[accession.pk]),
        "sheet": reverse("accession-sheet", args=[accession.pk]),
    }


def _page(
    request: HttpRequest, collection: Collection, form: OptionsForm, problem: str = "", status: int = 200
) -> HttpResponse:
    unfinished = Accession.objects.filter(collection=collection, person=request.user.pk, undone_at=None)
    return render(
        request,
        "archivist/upload.html",
        {
            "collection": collection,
            "curates": Collection.objects.filter(
                rights.curates_collection(request.user), pk=collection.pk
            ).exists(),
            "form": form,
            "problem": problem,
            "words": words(),
            "most_mb": settings.MUNIMENT_MAX_FILE_MB,
            "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
            "unfinished": unfinished.filter(uploads__outcome="coming").distinct()[:5],
        },
        status=status,
    )

"""The metadata sheet of an accession: laid, looked at, applied or put away."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from archive.faults import Refused
from archive.models import Accession
from archive.uploading import sheets
from archive.views.archivist.uploads.accession import accession_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, accession_id: int) -> HttpResponse:
    accession = accession_or_404(request, accession_id)
    if request.method == "POST":
        return _lay(request, accession)
    preview = sheets.preview(accession, request.user) if accession.sheet else None
    return render(
        request,
        "archivist/accession_sheet.html",
        {"accession": accession, "collection": accession.collection, "preview": preview},
    )


def _lay(request: HttpRequest, accession: Accession) -> HttpResponse:
    quietly = request.headers.get("Accept") == "application/json"
    given = request.FILES.get("sheet")
    why = ""
    if not isinstance(given, UploadedFile):
        why = _("Choose a sheet.")
    else:
        try:
            sheets.lay(accession, given.name or "", given)
        except Refused as refused:
            why = refused.message
    if quietly:
        return JsonResponse({"problem": why}, status=400 if why else 201)
    if why:
        messages.error(request, why)
    return redirect("accession-sheet", accession.pk)


@require_POST
def apply(request: HttpRequest, accession_id: int) -> HttpResponse:
    accession = accession_or_404(request, accession_id)
    done = sheets.apply(accession, request.user)
    if done.unread:
        messages.error(request, done.unread)
        return redirect("accession-sheet", accession.pk)
    n = done.applied.updated
    said = ngettext("%(n)s record described.", "%(n)s records described.", n) % {"n": n}
    messages.success(request, said)
    for problem in done.applied.problems[:20]:
        messages.warning(request, _("Row %(row)s: %(why)s") % {"row": problem.row, "why": problem.why})
    return redirect(accession)


@require_POST
def drop(request: HttpRequest, accession_id: int) -> HttpResponse:
    accession = accession_or_404(request, accession_id)
    sheets.drop(accession)
    messages.info(request, _("The sheet was put away; nothing was changed."))
    return redirect(accession)

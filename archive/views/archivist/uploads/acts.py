"""Small acts on an accession: not waiting for the rest, trying again, keeping a duplicate all the same."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive import events, pipeline
from archive.models import Accession, Upload
from archive.uploading import beginning, receiving, room, sending, taking_in
from archive.views.archivist.uploads.accession import accession_or_404


@require_POST
def finish(request: HttpRequest, accession_id: int) -> HttpResponse:
    """Forgets what has not come, so that a folder is taken in without it."""
    accession = accession_or_404(request, accession_id)
    for upload in accession.uploads.filter(outcome=Upload.Outcome.COMING, received__lt=F("size")):
        try:
            receiving.end(upload)
        except room.Busy:
            messages.warning(request, _("%(name)s is arriving right now.") % {"name": upload.name})
        except receiving.Gone:
            continue
    beginning.nothing_more(accession)
    events.record(request.user, "finished_accession", accession)
    sending.send(accession)
    return redirect(accession)


@require_POST
def retry(request: HttpRequest, accession_id: int) -> HttpResponse:
    accession = accession_or_404(request, accession_id)
    if Accession.objects.filter(pk=accession.pk).exclude(halted="").update(**pipeline.AFRESH):
        events.record(request.user, "retried", accession)
        sending.send(accession)
    return redirect(accession)


@require_POST
def keep(request: HttpRequest, accession_id: int, token: str) -> HttpResponse:
    """Takes in a file that was left out because the archive has its bytes."""
    accession = accession_or_404(request, accession_id)
    upload = accession.uploads.filter(token=token).select_related("original").first()
    if upload is None:
        raise Http404
    done = taking_in.want(upload)
    if done:
        sending.send(accession)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"done": done}, status=200 if done else 409)
    if not done:
        messages.error(request, _("The bytes are not here any more. Upload the file again."))
    return redirect(accession)

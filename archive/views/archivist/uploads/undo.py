"""Undoing a whole accession, in two steps, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from archive.models import Accession
from archive.uploading import undoing

LISTED = 50


def _undoable_or_404(request: HttpRequest, accession_id: int) -> Accession:
    may = Accession.objects.undoable_by(request.user).select_related("collection", "person")
    accession = may.filter(pk=accession_id).first()
    if accession is None:
        raise Http404
    return accession


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, accession_id: int) -> HttpResponse:
    accession = _undoable_or_404(request, accession_id)
    if accession.undone_at is not None:
        return redirect(accession)
    if request.method == "POST":
        n = undoing.undo(accession, request.user)
        said = ngettext("%(n)s record is in the trash now.", "%(n)s records are in the trash now.", n)
        messages.success(request, said % {"n": n})
        return redirect(accession)
    would = undoing.of(accession, request.user)
    return render(
        request,
        "archivist/accession_undo.html",
        {
            "accession": accession,
            "collection": accession.collection,
            "whole": would.whole.count(),
            "whole_listed": would.whole.order_by("pk")[:LISTED],
            "mixed": would.mixed.count(),
            "mixed_listed": would.mixed.order_by("pk")[:LISTED],
            "unfinished": would.unfinished,
            "corrected": undoing.corrected(accession, request.user),
        },
    )


@require_POST
def take_back(request: HttpRequest, accession_id: int) -> HttpResponse:
    accession = _undoable_or_404(request, accession_id)
    n = undoing.take_back(accession, request.user)
    if n:
        said = ngettext("%(n)s record is where it was.", "%(n)s records are where they were.", n)
        messages.success(request, said % {"n": n})
    else:
        messages.info(request, _("Nothing of it was in the trash any more."))
    return redirect(accession)

"""A record moved to another collection."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.keeping import moving
from archive.models import Collection, Record
from archive.showing import numerals
from archive.views.archivist.records.found import curated_or_404


@require_POST
def move(request: HttpRequest, record_id: int) -> HttpResponse:
    record = curated_or_404(record_id, request.user)
    wanted = numerals.whole(request.POST.get("collection", ""))
    to = Collection.objects.editable_by(request.user).filter(pk=wanted or 0).first()
    if to is None:
        raise Http404
    if moving.move(record, to, request.user):
        said = {"title": record.title, "collection": to.title}
        messages.success(request, _("“%(title)s” stands in “%(collection)s” now.") % said)
    seen = Record.objects.visible_to(request.user).filter(pk=record.pk).exists()
    return redirect("record", record.pk) if seen else redirect("desk")

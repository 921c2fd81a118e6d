"""Files put between the pages of a record, or in the place of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from archive import store
from archive.arranging import inserting, order
from archive.faults import Refused
from archive.models import Page
from archive.showing import numerals
from archive.views.archivist.records.found import edited_or_404

MOST = 50  # files at once; more come by an upload


@require_POST
def insert(request: HttpRequest, record_id: int) -> HttpResponse:
    record = edited_or_404(record_id, request.user)
    files = request.FILES.getlist("file")
    place = numerals.whole(request.POST.get("place", "").strip())
    try:
        if not 1 <= len(files) <= MOST:
            raise Refused(_("Choose from 1 to %(most)s files.") % {"most": MOST}, code="files")
        kept = [_kept(file) for file in files]
        now = order.sequence(record)
        before = order.at_place(now, (), place or len(now.ids) + 1)
        made = inserting.insert(record, request.user, kept, before, sealed=request.POST.get("seal", "") or "-")
    except order.Stale:
        messages.error(request, _("Somebody else arranged these pages meanwhile; nothing was put in. Try again."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        said = ngettext("%d page was put in.", "%d pages were put in.", len(made)) % len(made)
        messages.success(request, f"{said} {_('It is read next.') if len(made) == 1 else _('They are read next.')}")
    return redirect(f"{reverse('arrange', args=[record.pk])}?from={place or 1}")


@require_POST
def replace(request: HttpRequest, record_id: int) -> HttpResponse:
    """`which` names the page and the original it shows, so that a page that was replaced meanwhile is noticed."""
    record = edited_or_404(record_id, request.user)
    which, _dash, had = request.POST.get("which", "").partition("-")
    page = Page.objects.filter(record=record, pk=numerals.whole(which) or 0).first()
    if page is None:
        raise Http404
    try:
        file = request.FILES.get("file")
        if file is None:
            raise Refused(_("Choose a file first."), code="files")
        inserting.replace(page, request.user, _kept(file), had=numerals.whole(had) or 0)
    except order.Stale:
        messages.error(request, _("Somebody else replaced this page meanwhile; nothing was done."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The page shows the new file as soon as it is rendered, and is read anew."))
    return redirect(f"{reverse('arrange', args=[record.pk])}?from={page.number}")


def _kept(file: UploadedFile[Any]) -> inserting.Kept:
    with _on_disk(file) as path:
        try:
            return inserting.keep(path, file.name or "file")
        except Refused as refusal:
            raise Refused(f"{file.name}: {refusal.message}", code=refusal.code) from refusal


@contextmanager
def _on_disk(file: UploadedFile[Any]) -> Iterator[Path]:
    """Small files come in memory; what opens them wants a path."""
    with NamedTemporaryFile(dir=store.scratch(), prefix="insert-") as beside:
        for chunk in file.chunks(1 << 20):
            beside.write(chunk)
        beside.flush()
        yield Path(beside.name)

"""Files put between the pages of a record, or in the place of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from archive.arranging import inserting, order
from archive.faults import Refused
from archive.intake import zips
from archive.models import Page, Record
from archive.showing import numerals
from archive.uploading import forms, room
from archive.views.archivist.records.found import edited_or_404

MOST = 50  # files at once; more come by an upload


# Exempt only so that the files' way can be chosen before the form is read; `_insert` asks for the token.
@csrf_exempt
@require_POST
def insert(request: HttpRequest, record_id: int) -> HttpResponse:
    record = edited_or_404(record_id, request.user)
    try:
        with forms.received(request) as handler:
            return _insert(request, record, handler.brought)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("arrange", record.pk)


@csrf_protect
def _insert(request: HttpRequest, record: Record, brought: list[forms.Brought]) -> HttpResponse:
    place = numerals.whole(request.POST.get("place", "").strip())
    try:
        if not 1 <= len(brought) <= MOST:
            raise Refused(_("Choose from 1 to %(most)s files.") % {"most": MOST}, code="files")
        kept = [_kept(file) for file in brought]
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


@csrf_exempt
@require_POST
def replace(request: HttpRequest, record_id: int) -> HttpResponse:
    record = edited_or_404(record_id, request.user)
    try:
        with forms.received(request) as handler:
            return _replace(request, record, handler.brought)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("arrange", record.pk)


@csrf_protect
def _replace(request: HttpRequest, record: Record, brought: list[forms.Brought]) -> HttpResponse:
    """`which` names the page and the original it shows, so that a page that was replaced meanwhile is noticed."""
    which, _dash, had = request.POST.get("which", "").partition("-")
    page = Page.objects.filter(record=record, pk=numerals.whole(which) or 0).first()
    if page is None:
        raise Http404
    try:
        if not brought:
            raise Refused(_("Choose a file first."), code="files")
        inserting.replace(page, request.user, _kept(brought[0]), had=numerals.whole(had) or 0)
    except order.Stale:
        messages.error(request, _("Somebody else replaced this page meanwhile; nothing was done."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The page shows the new file as soon as it is rendered, and is read anew."))
    return redirect(f"{reverse('arrange', args=[record.pk])}?from={page.number}")


def _kept(file: forms.Brought) -> inserting.Kept:
    try:
        if file.too_large:
            raise Refused(zips.too_large(file.size or 0), code="too_large")
        return inserting.keep(room.path(file.token), file.name or "file")
    except Refused as refusal:
        raise Refused(f"{file.name}: {refusal.message}", code=refusal.code) from refusal

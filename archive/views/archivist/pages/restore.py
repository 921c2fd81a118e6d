"""An old version of a page's text counts again: as a new one, so that nothing is lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.correcting import restoring
from archive.faults import Fault
from archive.models import Page
from archive.showing import numerals


@require_POST
def restore(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    page = Page.objects.editable_by(request.user).filter(pk=page_id).first()
    if page is None or not page.transcriptions.filter(number=number).exists():
        raise Http404
    try:
        version = restoring.restore(
            page.pk, request.user, number, expected=numerals.whole(request.POST.get("expected", ""))
        )
    except Fault as fault:
        messages.error(request, fault.message)
        return redirect("page-versions", page.pk)
    if version is None:
        messages.error(request, _("Somebody changed this page meanwhile. Look at its versions once more."))
    else:
        told = {"old": number, "new": version.number}
        messages.success(request, _("Version %(old)s counts again, as version %(new)s.") % told)
    return redirect("page-versions", page.pk)

"""Wishes to read pages again, and their end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from archive import errands, pipeline, registry
from archive.faults import Fault
from archive.models import Collection, Page, Record
from archive.views.administrator import rooms
from archive.work import acts, steps


def wish(request: HttpRequest, scope: dict[str, Any], why: str = "") -> bool:
    """As the form says; tells the person what came of it."""
    said = {name: request.POST.get(name, "").replace("\0", "")[:200] for name in ("engine", "task", "languages")}
    way = registry.load(registry.READ_AGAIN).Way.of(**said)
    try:
        way.check()
    except Fault as fault:
        messages.error(request, fault.message)
        return False
    errand = errands.begin(request.user, "read_again", scope, **way.as_json(), why=why)
    if errand.finished_at:
        count = errand.done
        told = ngettext("%(n)d page is read again.", "%(n)d pages are read again.", count) % {"n": count}
    else:
        told = _("The pages are read again, some after the other; this page says how far it is.")
    messages.success(request, told)
    return True


@require_POST
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    """Reads all pages of a record again, puts them off, or lets them go on."""
    shown = Record.objects.editable_by(request.user).filter(pk=record_id).first()
    if shown is None:
        raise Http404
    match request.POST.get("act"):
        case "put_off":
            count = acts.put_off(shown, request.user)
            said = ngettext("%(n)d page is put off.", "%(n)d pages are put off.", count)
            messages.success(request, said % {"n": count})
        case "go_on":
            count = acts.go_on(shown, request.user)
            messages.success(request, ngettext("%(n)d page goes on.", "%(n)d pages go on.", count) % {"n": count})
        case _:
            wish(request, {"record": shown.pk})
            return redirect(shown)
    return redirect("work")


@require_POST
def page(request: HttpRequest, page_id: int) -> HttpResponse:
    shown = Page.objects.editable_by(request.user).filter(pk=page_id).first()
    if shown is None:
        raise Http404
    wish(request, {"pages": [shown.pk]})
    return redirect(shown)


@require_POST
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Collection.objects.editable_by(request.user).filter(slug=slug).first()
    if shown is None:
        raise Http404
    wish(request, {"collection": shown.pk})
    return redirect("work")


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Takes back wishes that nobody has begun: those that halted, or all that this person may act on."""
    rooms.for_editors(request)
    wishes = steps.wishes_of(request.user)
    if request.POST.get("which") == "halted":
        wishes = wishes.exclude(halted="")
    count = acts.forget(wishes, request.user)
    said = ngettext("%(n)d page is not read again.", "%(n)d pages are not read again.", count)
    messages.success(request, said % {"n": count})
    return redirect("work")


@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Wishes that halted are tried again."""
    rooms.for_editors(request)
    count = steps.wishes_of(request.user).exclude(halted="").update(**pipeline.AFRESH)
    messages.success(
        request, ngettext("%(n)d page is tried again.", "%(n)d pages are tried again.", count) % {"n": count}
    )
    return redirect("work")


@require_POST
def take_up(request: HttpRequest) -> HttpResponse:
    """Skipped pages are worked on after all."""
    rooms.for_editors(request)
    count = acts.take_up(steps.pages_of(request.user), request.user)
    messages.success(
        request, ngettext("%(n)d page is taken up.", "%(n)d pages are taken up.", count) % {"n": count}
    )
    return redirect("work")

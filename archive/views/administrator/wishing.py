"""Wishes to read pages again, and their end."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from archive import errands, pipeline, registry
from archive.faults import Fault
from archive.models import Collection, Page, Record
from archive.views.administrator import rooms
from archive.work import acts, steps

M = TypeVar("M", bound=Model)
_SAID = ("engine", "task", "mode", "languages")


def wish(request: HttpRequest, scope: dict[str, Any], why: str = "") -> bool:
    """As the form says; tells the person what came of it."""
    said = {name: request.POST.get(name, "").replace("\0", "")[:200] for name in _SAID}
    way = registry.load(registry.READ_AGAIN).Way.of(**said)
    try:
        registry.load(registry.ENGINE_NAMED)(way.engine)
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
def record_work(request: HttpRequest, record_id: int) -> HttpResponse:
    """Puts the pages of a record off that nobody has begun, or lets them go on."""
    shown = _one(Record.objects.editable_by(request.user).filter(pk=record_id))
    if request.POST.get("act") == "put_off":
        count = acts.put_off(shown, request.user)
        said = ngettext("%(n)d page is put off.", "%(n)d pages are put off.", count)
    elif request.POST.get("act") == "go_on":
        count = acts.go_on(shown, request.user)
        said = ngettext("%(n)d page goes on.", "%(n)d pages go on.", count)
    else:
        raise BadRequest
    messages.success(request, said % {"n": count})
    return redirect("work")


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, page_id: int) -> HttpResponse:
    shown = _one(Page.objects.editable_by(request.user).select_related("record").filter(pk=page_id))
    return _ask(
        request, {"pages": [shown.pk]}, _("a page of “%(title)s”") % {"title": shown.record.title}, 1, shown
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    shown = _one(Record.objects.editable_by(request.user).filter(pk=record_id))
    count = Page.objects.filter(record=shown).exclude(image="").count()
    return _ask(request, {"record": shown.pk}, f"“{shown.title}”", count, shown)


@require_http_methods(["GET", "HEAD", "POST"])
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    shown = _one(Collection.objects.editable_by(request.user).filter(slug=slug))
    below = Collection.objects.filter(path__startswith=shown.path).order_by()
    pages = Page.objects.editable_by(request.user).filter(record__collection__in=below.values("pk"))
    back = reverse("collection", args=[shown.slug])
    return _ask(request, {"collection": shown.pk}, f"“{shown.title}”", pages.exclude(image="").count(), back)


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _ask(request: HttpRequest, scope: dict[str, Any], what: str, count: int, back: Any) -> HttpResponse:
    """First the form, which says what becomes of the texts; then the wish."""
    if request.method == "POST":
        return redirect(back if wish(request, scope) else request.get_full_path())
    engines = registry.load(registry.ENGINES)()
    back = back if isinstance(back, str) else back.get_absolute_url()
    shown = {"what": what, "count": count, "back": back, "engines": engines}
    return render(request, "administrator/read_again.html", shown)


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

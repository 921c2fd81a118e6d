"""Pages that halted for one reason: looked at, and acted on, each or all at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from archive import registry
from archive.models import Page
from archive.showing import numerals
from archive.views.administrator import rooms, wishing
from archive.work import acts, halts, steps

SCREEN = 50
_MOST = 1000  # pages chosen one by one


@require_http_methods(["GET", "HEAD", "POST"])
def halted(request: HttpRequest, code: str) -> HttpResponse:
    rooms.for_editors(request)
    pages = halts.halted(steps.pages_of(request.user)).filter(halted=code)
    if request.method == "POST":
        return _act(request, code, pages)
    group = next(iter(halts.groups(pages)), None)
    if group is None:
        if Page.objects.filter(halted=code).exists() or not request.META.get("HTTP_REFERER"):
            raise Http404
        return redirect("work")  # the last of them has just gone
    after = numerals.whole(request.GET.get("after", ""))
    rows = pages.select_related("record", "original").order_by("pk")
    listed = list((rows.filter(pk__gt=after) if after is not None else rows)[: SCREEN + 1])
    return render(
        request,
        "administrator/halted.html",
        {
            "group": group,
            "pages": listed[:SCREEN],
            "after": listed[SCREEN - 1].pk if len(listed) > SCREEN else None,
            "engines": registry.load(registry.ENGINES)(),
        },
    )


def _act(request: HttpRequest, code: str, pages: QuerySet[Page]) -> HttpResponse:
    scope: dict[str, object] = {"halted": code}
    if request.POST.get("which") != "all":
        given = [numerals.whole(each) for each in request.POST.getlist("page")[: _MOST + 1]]
        chosen = [pk for pk in given if pk is not None]
        if not chosen or len(chosen) > _MOST:
            messages.warning(request, _("Choose between one page and a thousand, or act on all of them."))
            return redirect("work-halted", code)
        pages, scope = pages.filter(pk__in=chosen), {"pages": chosen}
    match request.POST.get("act"):
        case "retry":
            count = acts.retry(pages, request.user, code=code)
            said = ngettext("%(n)d page is tried again.", "%(n)d pages are tried again.", count)
        case "skip":
            count = acts.skip(pages, request.user, code=code)
            said = ngettext("%(n)d page is skipped.", "%(n)d pages are skipped.", count)
        case "again":
            wishing.wish(request, scope, why=code)
            return redirect("work")
        case _:
            raise BadRequest
    messages.success(request, said % {"n": count})
    return redirect("work")

"""One page under review: image and text beside each other, a key for each decision, and on to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive import approving, rights
from archive.models import Page, Review
from archive.people import duties
from archive.reviewing import deciding, queue, reserving, sheet, undoing
from archive.reviewing.queue import Filters
from archive.showing import numerals

WIDTH = 1600  # of the image, in pixels
_DONE: dict[str, Promise] = {
    "accept": gettext_lazy("Accepted: %(page)s."),
    "blank": gettext_lazy("Found blank: %(page)s."),
    "illegible": gettext_lazy("Found illegible: %(page)s."),
    "again": gettext_lazy("Will be read again: %(page)s."),
    "skip": gettext_lazy("Passed over: %(page)s."),
}
_DEEDS: dict[str, Callable[..., Any]] = {
    "accept": deciding.accept,
    "blank": deciding.blank,
    "illegible": deciding.illegible,
    "again": deciding.again,
}


@require_safe
def onward(request: HttpRequest) -> HttpResponse:
    """To the next page that nobody has; it is this person's from now on."""
    if not duties.edits_somewhere(request.user):
        raise Http404
    filters = Filters.of(request.GET)
    offer = reserving.take(request.user, filters)
    if offer is None:
        messages.info(request, _("Nothing more awaits you here."))
        return redirect(_with(reverse("review"), filters))
    return redirect(_with(reverse("review-page", args=[offer.page]), filters))


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, page_id: int) -> HttpResponse:
    shown = _page(request, page_id)
    filters = Filters.of(request.GET)
    if request.method == "POST":
        return _decide(request, shown, filters)
    version = shown.current
    row = Review.objects.select_related("holder", "assigned").filter(page=shown).first()
    until = reserving.hold(shown.pk, request.user) if row is not None else None
    other = row.holder if row is not None and until is None else None
    undone = undoing.last(request.user)
    width, height = shown.upright_size
    answer = render(
        request,
        "archivist/review_page.html",
        {
            "page": shown,
            "record": shown.record,
            "number": shown.number,
            "version": version,
            "review": row,
            "until": until,
            "other": other,
            "own": version is not None and approving.is_own(shown, version, request.user),
            "doubts": sheet.doubts(version.reasons) if version else [],
            "rows": sheet.shown(version.content()) if version else [],
            "passed": _passed(row),
            "why": deciding.WHY,
            "undo": undone,
            "query": filters.query,
            "following": queue.following(request.user, rights.reach(request.user), filters, shown.pk),
            "width": width,
            "height": height,
            "pixels": WIDTH,
        },
    )
    answer["Cache-Control"] = "no-store"  # going back never shows a text that was decided about
    return answer


def _decide(request: HttpRequest, shown: Page, filters: Filters) -> HttpResponse:
    deed = request.POST.get("deed", "")
    seen = numerals.whole(request.POST.get("seen", "")) or 0
    if deed not in _DONE:
        raise BadRequest
    try:
        if deed == "skip":
            said = request.POST.get("said", "")
            deciding.skip(shown, seen, request.user, request.POST.get("why", ""), said)
        else:
            _DEEDS[deed](shown, seen, request.user)
    except deciding.Overtaken:
        reserving.give_back(shown.pk, request.user)
        messages.warning(request, _("The text was changed or decided about meanwhile: nothing was done."))
        return redirect(_with(reverse("review-page", args=[shown.pk]), filters))
    except deciding.OwnText:
        messages.warning(request, _("This is your own text: a second person has to look at it."))
        return redirect(_with(reverse("review-page", args=[shown.pk]), filters))
    messages.success(request, str(_DONE[deed]) % {"page": _named(shown)})
    return redirect(_with(reverse("review-next"), filters))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """The last decision of this person is taken back, and its page stands before them again."""
    if not duties.edits_somewhere(request.user):
        raise Http404
    filters = Filters.of(request.GET)
    try:
        back = undoing.undo(request.user)
    except undoing.Nothing:
        messages.info(request, _("There is nothing to take back."))
        return redirect(_with(reverse("review"), filters))
    except deciding.Overtaken:
        messages.warning(request, _("Somebody went on with that page: your decision stays, see its history."))
        return redirect(_with(reverse("review"), filters))
    messages.success(request, _("Taken back: %(page)s.") % {"page": _named(back)})
    return redirect(_with(reverse("review-page", args=[back.pk]), filters))


def _page(request: HttpRequest, page_id: int) -> Page:
    rows = Page.objects.editable_by(request.user).select_related("record__collection", "current__author")
    found = rows.filter(pk=page_id).first()
    if found is None:
        raise Http404
    return found


def _passed(row: Review | None) -> list[dict[str, str]]:
    """Why others passed it over."""
    told = row.skips.values() if row is not None else ()
    return [{"why": str(deciding.WHY.get(each.get("why"), "")), "said": str(each.get("said", ""))} for each in told]


def _named(page: Page) -> str:
    return _("%(title)s, page %(number)s") % {"title": page.record.title[:120], "number": page.number}


def _with(address: str, filters: Filters) -> str:
    return f"{address}?{filters.query}" if filters.query else address

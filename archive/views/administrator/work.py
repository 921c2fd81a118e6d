"""The work page: what is being done, what waits, what halted, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive import registry, rights
from archive.models import Page
from archive.views.administrator import rooms
from archive.work import acts, halts, hands, pace, queue, steps

_WISHES, _ERRANDS = 8, 8


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    rooms.for_editors(request)
    person = request.user
    pages, wishes = steps.pages_of(person), steps.wishes_of(person)
    stopped = wishes.exclude(halted="").select_related("page__record").order_by("-pk")
    return render(
        request,
        "administrator/work.html",
        now_at_work(request)
        | {
            "groups": halts.groups(pages),
            "stopped_wishes": stopped[:_WISHES],
            "wishes": wishes.filter(halted="").count(),
            "skipped": pages.filter(condition=Page.Condition.SKIPPED).count(),
            "errands": steps.errands_of(person).select_related("actor").order_by("-pk")[:_ERRANDS],
            "large": steps.acts_of(person).select_related("person", "collection").order_by("-pk")[:_ERRANDS],
            "engines": registry.load(registry.ENGINES)(),
        },
    )


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """The part that changes; asked for again and again."""
    rooms.for_editors(request)
    answer = render(request, "administrator/_now.html", now_at_work(request))
    answer["Cache-Control"] = "no-store"
    return answer


_VERBS = {"stop": acts.stop, "resume": acts.resume}


@require_POST
def large(request: HttpRequest, kind: str, number: int, verb: str) -> HttpResponse:
    """Stops a large act of one's own, or lets one that halted go on; an admin's, everybody's."""
    rooms.for_editors(request)
    kinds: dict[str, Any] = {"errands": steps.errands_of, "acts": steps.acts_of}
    if kind not in kinds or verb not in _VERBS:
        raise Http404
    rows = kinds[kind](request.user).filter(pk=number)
    if not rows.exists():
        raise Http404
    if not _VERBS[verb](rows, request.user):
        messages.info(request, _("Nothing was to be done: it is finished, or cannot be stopped."))
    elif verb == "stop":
        messages.success(request, _("Stopped. What was done already stays."))
    else:
        messages.success(request, _("It goes on."))
    return redirect("work")


def now_at_work(request: HttpRequest) -> dict[str, Any]:
    person, admin = request.user, rights.is_admin(request.user)
    pages, wishes = steps.pages_of(person), steps.wishes_of(person)
    counts = steps.counted(person)
    return {
        "admin": admin,
        "counts": counts,
        "pace": pace.measured(counts, of_all=admin),
        "hands": hands.at_work(pages, wishes, workers=admin),
        "line": queue.first_in_line(pages),
    }

"""The work page: what is being done, what waits, what halted, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import registry, rights
from archive.models import Page
from archive.views.administrator import rooms
from archive.work import halts, hands, pace, queue, steps

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
            "engines": registry.load(registry.READ_AGAIN).engines(),
        },
    )


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """The part that changes; asked for again and again."""
    rooms.for_editors(request)
    answer = render(request, "administrator/_now.html", now_at_work(request))
    answer["Cache-Control"] = "no-store"
    return answer


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

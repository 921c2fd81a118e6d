"""The health page: what works, what does not, and how to mend it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.doctor.examining import examine
from archive.doctor.finding import State
from archive.running import health
from archive.views.administrator import rooms
from archive.work.wants import wants

_RANK = {State.BROKEN: 0, State.WARNING: 1, State.NOTE: 2, State.WELL: 3}


@require_safe
def wellbeing(request: HttpRequest) -> HttpResponse:
    rooms.for_admins(request)
    found = health.look()
    return render(request, "administrator/health.html", {"health": found, "findings": list(wants(found))})


@require_safe
def doctor(request: HttpRequest) -> HttpResponse:
    """What the doctor finds: takes a moment, so the page asks for it when it is there."""
    rooms.for_admins(request)
    findings = sorted((finding for _part, finding in examine()), key=lambda one: _RANK[one.state])
    answer = render(request, "administrator/_findings.html", {"findings": findings, "examined": True})
    answer["Cache-Control"] = "no-store"
    return answer

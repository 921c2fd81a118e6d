"""Help that teaches by example: its searches run on this archive."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search import examples


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "search/help.html", {"examples": examples.of(request.user)})

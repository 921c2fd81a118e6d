"""From one result to the next, without going back to the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.faults import Fault
from archive.showing.numerals import whole
from search.finding import find
from search.views.asked import MOST, read


@require_safe
def step(request: HttpRequest) -> HttpResponse:
    """To the n-th page of the list; past its end, back to the list itself."""
    asked, number = read(request), whole(request.GET.get("n", "")) or 0
    if number > MOST:
        return HttpResponseRedirect(reverse("search") + asked.address(at=MOST))
    try:
        found = find(
            asked.query,
            request.user,
            collection=asked.collection or None,
            record_id=asked.record,
            standing=asked.standing,
            limit=number,
        )
        hit = found.hits[number - 1] if 0 < number <= len(found.hits) else None
    except Fault:
        hit = None
    if hit is None:
        return HttpResponseRedirect(reverse("search") + asked.address(at=number - 1 if number > 1 else ""))
    return HttpResponseRedirect(reverse("page", args=[hit.page_id]) + asked.address(n=number))

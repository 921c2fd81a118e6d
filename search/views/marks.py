"""The marks of a search on one page, for the viewer."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.models import Page
from search import trail
from search.finding import marks_on_page
from search.views.asked import read


@require_safe
def marks(request: HttpRequest, page_id: int) -> JsonResponse:
    """`{"marks": [{"box": [x0, y0, x1, y1], "precision": …}], "pages": …, "place": …, "previous": …, "next": …}`:
    boxes in the unit square of the upright page; where the words stand on other pages of the record."""
    query = read(request).query
    found = marks_on_page(query, page_id, request.user) if query else []
    answer = JsonResponse(
        {"marks": [{"box": m.box.as_list(), "precision": m.precision} for m in found]}
        | (_trail(query, page_id, request) if query else {})
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _trail(query: str, page_id: int, request: HttpRequest) -> dict[str, object]:
    page = Page.objects.visible_to(request.user).filter(pk=page_id).first()
    held = trail.in_record(query, page.record_id, request.user) if page else []
    if page is None or not held:
        return {}
    before = [pk for order, pk in held if order < page.order]
    after = [pk for order, pk in held if order > page.order]
    here = len(held) > len(before) + len(after)
    return {
        "pages": len(held),
        "place": len(before) + 1 if here else 0,
        "previous": reverse("page", args=[before[-1]]) if before else None,
        "next": reverse("page", args=[after[0]]) if after else None,
    }

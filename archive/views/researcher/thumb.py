"""The small picture of a page, upright."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from archive import pyramids
from archive.showing import delivery, seeing


@require_safe
def thumb(request: HttpRequest, page_id: int) -> HttpResponseBase:
    page = seeing.page_or_404(page_id, request.user)
    etag = f"{page.image[:16]}-{page.turn}-thumb"
    if known := delivery.cacheable(request, page, etag):
        return known
    data = pyramids.thumbnail(page.image, page.turn) if page.image else None
    if data is None:
        raise Http404
    return delivery.picture(page, data, etag)

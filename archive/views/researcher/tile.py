"""One tile of a page's pyramid, as scanned."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from archive import pyramids
from archive.showing import delivery, seeing


@require_safe
def tile(request: HttpRequest, page_id: int, level: int, column: int, row: int) -> HttpResponseBase:
    page = seeing.page_or_404(page_id, request.user)
    etag = f"{page.image[:16]}-{level}-{column}-{row}"
    if known := delivery.cacheable(request, page, etag):
        return known
    data = pyramids.tile(page.image, level, column, row) if page.image else None
    if data is None:
        raise Http404
    return delivery.picture(page, data, etag)

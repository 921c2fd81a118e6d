"""The whole image of a page, as scanned."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from archive import store
from archive.history import handing_out
from archive.showing import delivery, seeing


@require_safe
def image(request: HttpRequest, page_id: int) -> HttpResponseBase:
    page = seeing.page_or_404(page_id, request.user)
    etag = f"{page.image[:16]}-image"
    if known := delivery.cacheable(request, page, etag):
        return known
    path = store.path("images", page.image) if page.image else None
    if path is None or not path.is_file():
        raise Http404
    with path.open("rb") as opened:
        media_type = "image/png" if opened.read(4) == b"\x89PNG" else "image/jpeg"
    handing_out.note(request, page)
    answer = delivery.file(request, path, media_type)
    ending = media_type.removeprefix("image/").replace("jpeg", "jpg")
    answer["Content-Disposition"] = f'inline; filename="page-{page.pk}.{ending}"'
    return delivery.kept(answer, page, etag)

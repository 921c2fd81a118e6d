"""A part of a page's image, upright: the picture of the evidence."""

from __future__ import annotations

import math

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import pyramids
from archive.geometry import Box
from archive.showing import delivery, numerals, seeing

WIDEST = 4000
USUAL = 1200


@require_safe
def crop(request: HttpRequest, page_id: int) -> HttpResponseBase:
    page = seeing.page_or_404(page_id, request.user)
    box = _box(request.GET.get("box", "0,0,1,1"))
    width = _width(request.GET.get("w", str(USUAL)))
    etag = "-".join(str(part) for part in (page.image[:16], page.turn, *box.as_list(), width))
    if known := delivery.cacheable(request, page, etag):
        return known
    try:
        data = pyramids.crop(page.image, box, page.turn, width)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    return delivery.picture(page, data, etag)


def _box(given: str) -> Box:
    try:
        x0, y0, x1, y1 = (float(part) for part in given.split(","))
        if not all(map(math.isfinite, (x0, y0, x1, y1))):
            raise ValueError
        return Box(x0, y0, x1, y1)
    except ValueError as error:
        raise BadRequest(_("box= takes four numbers from 0 to 1: left, top, right, bottom.")) from error


def _width(given: str) -> int:
    width = numerals.whole(given) or 0
    if not 1 <= width <= WIDEST:
        raise BadRequest(_("w= takes a width in pixels, at most %(widest)s.") % {"widest": WIDEST})
    return width

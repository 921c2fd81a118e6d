"""One page: its image to look into, its text beside it, and the places of a search marked on both."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import pyramids, registry
from archive.marks import Mark
from archive.models import Page
from archive.showing import facsimile, seeing

PLAIN_WIDTH = 1600  # of the image shown where there is no JavaScript


@require_safe
def page(request: HttpRequest, page_id: int) -> HttpResponse:
    try:
        shown = seeing.page_or_404(page_id, request.user)
    except Http404:
        record = Page.objects.filter(pk=page_id).values_list("record", flat=True).first()
        seeing.raise_tombstone(record or 0, request.user)
        raise
    query = request.GET.get("q", "").strip()[:500]
    marks: list[Mark] = registry.load(registry.MARKS)(query, shown.pk, request.user) if query else []
    version = seeing.text_of(shown, request.user)
    beside = Page.objects.filter(record=shown.record_id)
    width, height = shown.upright_size
    pyramid = pyramids.info(shown.image) if shown.image else None
    return render(
        request,
        "archive/page.html",
        {
            "page": shown,
            "record": shown.record,
            "number": shown.number,
            "last": beside.count(),
            "previous": beside.filter(order__lt=shown.order)
            .order_by("-order")
            .values_list("pk", flat=True)
            .first(),
            "next": beside.filter(order__gt=shown.order).order_by("order").values_list("pk", flat=True).first(),
            "q": query,
            "marks": marks,
            "version": version,
            "quarantined": version is None and shown.current is not None,
            "text": facsimile.laid_out(version.content(), [mark.box for mark in marks]) if version else [],
            "width": width,
            "height": height,
            "plain_width": min(PLAIN_WIDTH, width),
            "source": _source(shown, pyramid),
        },
    )


def _source(page: Page, pyramid: tuple[int, int, int, int] | None) -> dict[str, object] | None:
    """What the viewer must know of the tiles; they lie as scanned, so it turns them by `turn`."""
    if pyramid is None:
        return None
    width, height, tile, levels = pyramid
    return {"width": width, "height": height, "tile": tile, "levels": levels, "turn": page.turn}

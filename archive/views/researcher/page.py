"""One page: its image to look into, its text beside it, and the places of a search marked on both."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive import citing, pyramids, registry, vouching
from archive.marks import Mark
from archive.models import Page
from archive.showing import facsimile, numerals, seeing, spots, visits

PLAIN_WIDTH = 1600  # of the image shown where there is no JavaScript
LONGEST = 500  # characters of a query


@require_safe
def page(request: HttpRequest, page_id: int) -> HttpResponse:
    shown = seeing.page_or_raise(page_id, request.user)
    beside = Page.objects.filter(record=shown.record_id).order_by("order")
    context = _sheet(request, shown) | {
        "previous": beside.filter(order__lt=shown.order).values_list("pk", flat=True).last(),
        "next": beside.filter(order__gt=shown.order).values_list("pk", flat=True).first(),
        "trail": _trail(request, shown),
        "list": _place_in_list(request),
        "edits": seeing.edits(shown, request.user),
    }
    return visits.noted(render(request, "archive/page.html", context), request.user, shown.record, shown)


@require_safe
def on_paper(request: HttpRequest, page_id: int) -> HttpResponse:
    """The page as it is to be printed: image, text and citation below each other."""
    return render(request, "archive/print.html", _sheet(request, seeing.page_or_raise(page_id, request.user)))


def _sheet(request: HttpRequest, shown: Page) -> dict[str, object]:
    """What viewer and paper both show."""
    query = _query(request)
    marks: list[Mark] = registry.load(registry.MARKS)(query, shown.pk, request.user) if query else []
    version = seeing.text_of(shown, request.user)
    width, height = shown.upright_size
    number = shown.number
    source = citing.of_page(shown, number, version, request.build_absolute_uri(shown.get_absolute_url()))
    return {
        "page": shown,
        "record": shown.record,
        "number": number,
        "last": Page.objects.filter(record=shown.record_id).count(),
        "q": query,
        "carried": _carried(request),
        "marks": marks,
        "spot": spots.read(request.GET.get("spot", ""), shown.turn),
        "version": version,
        "author": vouching.author(version, request.user) if version else "",
        "quarantined": version is None and shown.current is not None,
        "text": facsimile.laid_out(version.content(), [mark.box for mark in marks]) if version else [],
        "width": width,
        "height": height,
        "plain_width": min(PLAIN_WIDTH, width),
        "source": _source(shown, pyramids.info(shown.image) if shown.image else None),
        "citations": {name: style(source) for name, style in citing.STYLES.items()},
        "formats": citing.FORMATS,
    }


def _source(page: Page, pyramid: tuple[int, int, int, int] | None) -> dict[str, object] | None:
    """What the viewer must know of the tiles; they lie as scanned, so it turns them by `turn`."""
    if pyramid is None:
        return None
    width, height, tile, levels = pyramid
    return {"width": width, "height": height, "tile": tile, "levels": levels, "turn": page.turn}


def _query(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST]


def _carried(request: HttpRequest) -> str:
    """What the links to other pages keep of this address: the search, not the place in its list."""
    query = _query(request)
    return f"?{urlencode({'q': query})}" if query else ""


@dataclass(frozen=True, slots=True)
class Trail:
    """The pages of the record that hold the words; `place` is this page's among them, 0 when it is none."""

    pages: int
    place: int
    previous: int | None
    next: int | None


def _trail(request: HttpRequest, shown: Page) -> Trail | None:
    query = _query(request)
    held = registry.load(registry.TRAIL)(query, shown.record_id, request.user) if query else []
    if not held:
        return None
    orders = [order for order, _pk in held]
    before, after = bisect_left(orders, shown.order), bisect_right(orders, shown.order)
    return Trail(
        len(held),
        after if before < after else 0,
        held[before - 1][1] if before else None,
        held[after][1] if after < len(held) else None,
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """Where this page stands in the list of results one came from."""

    number: int
    previous: str
    next: str
    back: str


def _place_in_list(request: HttpRequest) -> Listed | None:
    number = numerals.whole(request.GET.get("n", "")) or 0
    query = _query(request)
    if not (query and number):
        return None
    kept = {
        name: request.GET[name] for name in ("collection", "record", "status", "verdict") if request.GET.get(name)
    }
    step = reverse("search-step")

    def to(n: int) -> str:
        return f"{step}?{urlencode({'q': query, **kept, 'n': n})}"

    back = f"{reverse('search')}?{urlencode({'q': query, **kept, 'at': number})}"
    return Listed(number, to(number - 1) if number > 1 else "", to(number + 1), back)

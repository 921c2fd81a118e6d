"""Asking, looking at every place, and having it done."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from archive import errands
from archive.faults import Refused
from archive.geometry import Box
from archive.models import Page
from archive.replacing import looking
from archive.replacing.places import Place
from archive.showing import numerals
from archive.views.archivist.replacing import asked

WIDTH = 900
MARGIN = 0.012


@dataclass(frozen=True, slots=True)
class Drawn:
    """In percent of the picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Shown:
    key: str
    page: Page
    place: Place
    ticked: bool
    box: str  # what to cut out of the image, "" where there is none
    width: int
    height: int
    frame: Drawn | None  # where what is to go stands in that


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A GET asks and shows the first screen; a POST carries what was left out to the next one, or begins."""
    where, refused, pattern = asked.where(request), "", None
    try:
        pattern = asked.pattern(request)
    except Refused as refusal:
        refused = refusal.message
    left = asked.left_out(request)
    said = request.POST if request.method == "POST" else request.GET
    upto = _moment(said.get("upto", ""))
    if pattern and request.POST.get("do") == "replace":
        errand = errands.begin(request.user, "replace", where.scope, **pattern.as_json(), upto=upto, left=left)
        return redirect("replaced", errand.pk)
    after = numerals.whole(said.get("after", "")) or 0
    screen = None
    if pattern:
        screen = looking.screen(where.pages(request.user), pattern, after)
    shown = [_shown(found.page, place, left) for found in screen.found for place in found.places] if screen else []
    context = {
        "where": where,
        "said": said,
        "pattern": pattern,
        "refused": refused,
        "screen": screen,
        "shown": shown,
        "pages": len(screen.found) if screen else 0,
        "left": " ".join(left),
        "left_out": len(left),
        "upto": upto,
        "doubtful": any(each.page.current and each.page.current.verdict != "pass" for each in shown),
        "reviewed": any(each.page.current and each.page.current.status == "reviewed" for each in shown),
    }
    return render(request, "archivist/replace.html", context, status=400 if refused else 200)


def _moment(given: str) -> str:
    """When the preview began: what is written later is not replaced unseen."""
    now = timezone.now()
    try:
        then = parse_datetime(given)
    except ValueError:
        then = None
    return (then if then and then.tzinfo and then <= now else now).isoformat()


def _shown(page: Page, place: Place, left: list[str]) -> Shown:
    key = f"{page.pk}.{place.key}"
    box = _around(place.box)
    wide, high = page.upright_size
    drawn = bool(page.image and wide and high)
    height = round(WIDTH * box.height * high / (box.width * wide)) if drawn else 0
    asked_for = ",".join(f"{v:.5f}" for v in (box.x0, box.y0, box.x1, box.y1)) if drawn else ""
    frame = _drawn(place.word, box) if place.word else None
    return Shown(key, page, place, key not in left, asked_for, WIDTH, max(1, height), frame)


def _drawn(word: Box, window: Box) -> Drawn:
    return Drawn(
        100 * (word.x0 - window.x0) / window.width,
        100 * (word.y0 - window.y0) / window.height,
        100 * word.width / window.width,
        100 * word.height / window.height,
    )


def _around(box: Box) -> Box:
    return Box(
        max(0.0, box.x0 - MARGIN), max(0.0, box.y0 - MARGIN), min(1.0, box.x1 + MARGIN), min(1.0, box.y1 + MARGIN)
    )

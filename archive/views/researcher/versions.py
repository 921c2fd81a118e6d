"""The versions of a page's text: all of them, one of them, and any two beside each other."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive import citing, vouching
from archive.correcting.comparing import Compared, Run, compared
from archive.history import finding, telling
from archive.models import Page, Transcription
from archive.showing import facsimile, numerals, seeing, versions
from archive.views.researcher.page import PLAIN_WIDTH

EVENTS = 20


@require_safe
def listed(request: HttpRequest, page_id: int) -> HttpResponse:
    page = seeing.page_or_raise(page_id, request.user)
    edits = seeing.edits(page, request.user)
    screen = versions.screen(page, request.user, edits=edits, before=request.GET.get("before", ""))
    told = telling.told(finding.of_page(page)[:EVENTS]) if edits else []
    numbers = [each.version.number for each in screen.listed]
    context = _about(page) | {
        "screen": screen,
        "edits": edits,
        "told": told,
        "older": numbers[1] if len(numbers) > 1 else None,
        "newer": numbers[0] if numbers else None,
    }
    return _private(render(request, "archive/versions.html", context))


@require_safe
def one(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    page = seeing.page_or_raise(page_id, request.user)
    edits = seeing.edits(page, request.user)
    version = _version(page, request, number, edits=edits)
    address = request.build_absolute_uri(reverse("page-version", args=[page.pk, number]))
    source = citing.of_page(page, page.number, version, address)
    context = _about(page) | {
        "version": version,
        "author": vouching.author(version, request.user),
        "counts": version.pk == page.current_id,
        "edits": edits,
        "text": facsimile.laid_out(version.content(), []),
        "same_image": version.image == page.image,
        "citations": {name: style(source) for name, style in citing.STYLES.items()},
    }
    return _private(render(request, "archive/version.html", context))


@require_safe
def beside(request: HttpRequest, page_id: int) -> HttpResponse:
    """`?old=1&new=3`; without them, the one that counts and the one before it."""
    page = seeing.page_or_raise(page_id, request.user)
    edits = seeing.edits(page, request.user)
    every = versions.seen(page, request.user, edits=edits)
    new = numerals.whole(request.GET.get("new", "")) or _counting(page, every)
    before = every.filter(number__lt=new).values_list("number", flat=True).first()
    old = numerals.whole(request.GET.get("old", "")) or before or new
    left, right = (_version(page, request, number, edits=edits) for number in (old, new))
    drawn = versions.on_the_page(left, page), versions.on_the_page(right, page)
    difference = compared(drawn[0] or left.content(), drawn[1] or right.content())
    frames = [("gone", box) for box in difference.gone if drawn[0]]
    frames += [("new", box) for box in difference.new if drawn[1]]
    context = _about(page) | {
        "old": left,
        "new": right,
        "old_author": vouching.author(left, request.user),
        "new_author": vouching.author(right, request.user),
        "numbers": list(every.values_list("number", flat=True)[:500]),
        "same": difference.same,
        "rows": [_old_first(row) for row in difference.rows],
        "words_gone": _words("gone", difference),
        "words_new": _words("new", difference),
        "frames": frames,
        "same_image": drawn[0] is not None and drawn[1] is not None,
        "edits": edits,
        "old_counts": left.pk == page.current_id,
    }
    return _private(render(request, "archive/compare.html", context))


def _counting(page: Page, every: QuerySet[Transcription]) -> int:
    """The one that counts, if it may be seen, or else the latest."""
    current = every.filter(pk=page.current_id or 0).values_list("number", flat=True).first()
    return current or every.values_list("number", flat=True).first() or 0


def _version(page: Page, request: HttpRequest, number: int, *, edits: bool) -> Transcription:
    version = versions.seen(page, request.user, edits=edits).filter(number=number).first()
    if version is None:
        raise Http404
    return version


def _about(page: Page) -> dict[str, object]:
    width, height = page.upright_size
    return {
        "page": page,
        "record": page.record,
        "number": page.number,
        "width": width,
        "height": height,
        "plain_width": min(PLAIN_WIDTH, width),
    }


def _old_first(row: tuple[Run, ...]) -> list[Run]:
    """What went is read before what came in its place."""
    runs = list(row)
    for n in range(len(runs) - 1):
        if (runs[n].kind, runs[n + 1].kind) == ("new", "gone"):
            runs[n], runs[n + 1] = runs[n + 1], runs[n]
    return runs


def _words(kind: str, difference: Compared) -> int:
    return sum(len(run.text.split()) for row in difference.rows for run in row if run.kind == kind)


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    return answer

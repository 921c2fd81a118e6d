"""The text of a page for other programs: plain, as Markdown, and with the place of every word."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import markdown as rendering
from archive import vouching
from archive.blocks import Block, PageText
from archive.history import handing_out
from archive.models import Page, Transcription
from archive.showing import seeing


@require_safe
def plain(request: HttpRequest, page_id: int) -> HttpResponse:
    """The page's own characters begin below the first line and the empty one after it."""
    page, version = _seen(request, page_id)
    said = f"[{_head(request, page, version)}]\n\n{version.content().text}"
    return _private(HttpResponse(said, content_type="text/plain; charset=utf-8"))


@require_safe
def markdown(request: HttpRequest, page_id: int) -> HttpResponse:
    page, version = _seen(request, page_id)
    head = rendering.plain(_head(request, page, version))
    said = f"<!-- {head} -->\n\n{rendering.render(version.content())}"
    return _private(HttpResponse(said, content_type="text/markdown; charset=utf-8"))


@require_safe
def as_json(request: HttpRequest, page_id: int) -> HttpResponse:
    """Boxes in the unit square of the upright page; offsets relative to their region."""
    page, version = _seen(request, page_id)
    content: PageText = version.content()
    width, height = page.upright_size
    said: dict[str, Any] = {
        "page_id": page.pk,
        "record": page.record_id,
        "version": version.number,
        "status": version.status,
        "verdict": version.verdict,
        "made_by": version.made_by,
        "author": vouching.author(version, request.user),
        "at": version.at.isoformat(),
        "width": width,
        "height": height,
        "turn": page.turn,
        "text": content.text,
        "regions": [_region(block) for block in content.blocks],
    }
    return _private(JsonResponse(said))


def _seen(request: HttpRequest, page_id: int) -> tuple[Page, Transcription]:
    page = seeing.page_or_404(page_id, request.user)
    version = seeing.text_of(page, request.user)
    if version is None:
        raise Http404
    handing_out.note(request, page)
    return page, version


def _head(request: HttpRequest, page: Page, version: Transcription) -> str:
    told = {"n": page.number, "version": version.number, "said": vouching.said(version, request.user)}
    return _("page %(n)s, text version %(version)s, %(said)s") % told


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _region(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "level": block.level,
        "text": block.text,
        "box": block.box.as_list(),
        "lines": [{"start": ln.start, "end": ln.end, "box": ln.box.as_list()} for ln in block.lines],
        "words": [
            {
                "text": block.text[word.start : word.end],
                "start": word.start,
                "end": word.end,
                "box": word.box.as_list(),
                "confidence": word.confidence,
                "geometry": word.geometry,
            }
            for word in block.words
        ],
    }

"""The text of a whole record as one file, page after page, never whole in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import events, vouching
from archive import markdown as rendering
from archive.blocks import PageText
from archive.history.handing_out import DOWNLOADED
from archive.models import Page, Record, Region
from archive.showing import seeing

STEP = 20  # pages loaded at a time


@require_safe
def plain(request: HttpRequest, record_id: int) -> StreamingHttpResponse:
    record = _seen(request, record_id)
    return _sent(record, "txt", "text/plain", _pages(request, record, "[{}]\n\n{}\n\n", _text, str))


@require_safe
def markdown(request: HttpRequest, record_id: int) -> StreamingHttpResponse:
    record = _seen(request, record_id)
    return _sent(
        record,
        "md",
        "text/markdown",
        _pages(request, record, "<!-- {} -->\n\n{}\n", rendering.render, rendering.plain),
    )


def _text(content: PageText) -> str:
    return content.text


def _pages(
    request: HttpRequest,
    record: Record,
    form: str,
    write: Callable[[PageText], str],
    quiet: Callable[[str], str],
) -> Iterator[str]:
    """By order key. A page without text that may be read is named all the same, so that none is missed."""
    editor = Record.objects.editable_by(request.user).filter(pk=record.pk).exists()
    yield f"{quiet(record.title)}\n{request.build_absolute_uri(record.get_absolute_url())}\n\n"
    regions = Prefetch("current__regions", Region.objects.select_related("body").order_by("ordinal"))
    after, numbers = -(1 << 62), count(1)
    while True:
        rows = Page.objects.filter(record=record, order__gt=after).order_by("order")
        pages = list(rows.select_related("current__author").prefetch_related(regions)[:STEP])
        if not pages:
            return
        after = pages[-1].order
        for page in pages:
            version = page.current
            readable = version is not None and (version.findable or editor)
            said = write(version.content()) if version is not None and readable else ""
            head = _("page %(n)s") % {"n": next(numbers)}
            if version is not None and readable:
                told = {"version": version.number, "said": vouching.said(version, request.user)}
                head += _(", text version %(version)s, %(said)s") % told
            yield form.format(quiet(head), said)


def _seen(request: HttpRequest, record_id: int) -> Record:
    """What is not open to everybody is written down when it is taken along."""
    record = seeing.record_or_404(record_id, request.user)
    if request.method == "GET" and not Record.objects.visible_to(AnonymousUser()).filter(pk=record.pk).exists():
        events.record(request.user, DOWNLOADED, record)
    return record


def _sent(record: Record, ending: str, media_type: str, parts: Iterator[str]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse((part.encode() for part in parts), content_type=f"{media_type}; charset=utf-8")
    name = f"{slugify(record.shelfmark or record.title, allow_unicode=True)[:80] or 'record'}.{ending}"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

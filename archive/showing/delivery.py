"""Sending bytes: who may keep them how long, what changed since, and parts of files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

if TYPE_CHECKING:
    from archive.models import Page

_CHUNK = 1 << 16
_RANGE = re.compile(
    r"bytes=([0-9]{0,18})-([0-9]{0,18})"
)  # a longer one is no place in any file, and int() refuses it


def cacheable(request: HttpRequest, page: Page, etag: str) -> HttpResponseBase | None:
    """The answer 304, when the browser has it already; None when it must be made."""
    answer = get_conditional_response(request, etag=quote_etag(etag), response=None)
    return kept(answer, page, etag) if answer else None


def kept(answer: HttpResponseBase, page: Page, etag: str) -> HttpResponseBase:
    """Marks what came of a page's image. Everybody asks again after two seconds, so that withdrawing a record
    works at once; what not everybody may see is never kept by anything shared."""
    answer["ETag"] = quote_etag(etag)
    answer["Cache-Control"] = "public, max-age=2, must-revalidate" if is_open(page) else "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def is_open(page: Page) -> bool:
    """Whether a visitor who is not signed in may see the page. Costs one query."""
    from django.contrib.auth.models import AnonymousUser

    from archive.models import Page

    return Page.objects.visible_to(AnonymousUser()).filter(pk=page.pk).exists()


def picture(page: Page, data: bytes, etag: str, media_type: str = "image/jpeg") -> HttpResponseBase:
    return kept(HttpResponse(data, content_type=media_type), page, etag)


def file(request: HttpRequest, path: Path, media_type: str) -> HttpResponseBase:
    """A file, or the one part of it that was asked for; never whole in memory."""
    size = path.stat().st_size
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    first, last, status = 0, size - 1, 200
    if asked and any(asked.groups()) and size:
        low, high = asked.groups()
        if low:
            first, last = int(low), min(int(high), size - 1) if high else size - 1
        else:
            first = max(0, size - int(high))
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        status = 206
    answer = StreamingHttpResponse(_bytes(path, first, last - first + 1), status=status, content_type=media_type)
    answer["Content-Length"] = str(last - first + 1)
    answer["Accept-Ranges"] = "bytes"
    if status == 206:
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def _bytes(path: Path, first: int, left: int) -> Iterator[bytes]:
    with path.open("rb") as opened:
        opened.seek(first)
        while left > 0 and (chunk := opened.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk

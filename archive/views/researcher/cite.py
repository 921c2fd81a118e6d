"""Citations as files for bibliography programs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive import citing
from archive.showing import seeing


@require_safe
def cite_page(request: HttpRequest, page_id: int, form: str) -> HttpResponse:
    page = seeing.page_or_404(page_id, request.user)
    address = request.build_absolute_uri(page.get_absolute_url())
    return _file(form, citing.of_page(page, page.number, seeing.text_of(page, request.user), address))


@require_safe
def cite_record(request: HttpRequest, record_id: int, form: str) -> HttpResponse:
    record = seeing.record_or_404(record_id, request.user)
    return _file(form, citing.of_record(record, request.build_absolute_uri(record.get_absolute_url())))


def _file(form: str, source: citing.Source) -> HttpResponse:
    wanted = citing.FORMATS.get(form)
    if wanted is None:
        raise Http404
    answer = HttpResponse(wanted.write(source), content_type=f"{wanted.media_type}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{source.key}.{wanted.ending}"'
    answer["Cache-Control"] = "private, no-cache"
    return answer

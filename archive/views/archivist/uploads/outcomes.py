"""What became of files since the uploading page last asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from archive.models import Upload
from archive.showing import numerals
from archive.uploading import account
from archive.uploading.account import Line
from archive.views.archivist.uploads.accession import accession_or_404

_AT_ONCE = 300
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
def outcomes(request: HttpRequest, accession_id: int) -> JsonResponse:
    """`since` is the `at` of the answer before, in microseconds."""
    accession = accession_or_404(request, accession_id)
    since = min(numerals.whole(request.GET.get("since", "")) or 0, 10**16)
    settled = accession.uploads.exclude(outcome=Upload.Outcome.COMING)
    news = settled.filter(moved_at__gt=_EPOCH + timedelta(microseconds=since)).order_by("moved_at", "pk")
    listed = list(news[:_AT_ONCE])
    at = (listed[-1].moved_at - _EPOCH) // timedelta(microseconds=1) if listed else since
    counts = account.counts(accession)
    answer = JsonResponse(
        {
            "at": at,
            "files": [_told(line) for line in account.lines(listed, request.user)],
            "arriving": counts.arriving,
            "waiting": counts.waiting,
            "more": len(listed) == _AT_ONCE,
            "halted": accession.why if accession.halted else "",
        }
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _told(line: Line) -> dict[str, Any]:
    upload, pages = line.upload, line.pages
    return {
        "name": upload.name,
        "outcome": upload.outcome,
        "said": upload.get_outcome_display(),
        "why": line.why,
        "record": line.record.get_absolute_url() if line.record else "",
        "title": line.record.title if line.record else "",
        "pages": ngettext("%(n)s page", "%(n)s pages", pages) % {"n": pages} if pages else "",
        "same": line.same.get_absolute_url() if line.same else "",
        "same_title": line.same.title if line.same else "",
        "keep": reverse("accession-keep", args=[upload.accession_id, upload.token]) if line.may_want else "",
    }

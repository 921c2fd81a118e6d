"""The trash: what one may take out of it again, and putting things there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive import rights
from archive.keeping import trash as keeping
from archive.models import Page, Record
from archive.people import duties
from archive.showing import numerals
from archive.views.archivist.records.found import curated_or_404, trashed_or_404

SCREEN = 50


@dataclass(frozen=True, slots=True)
class Thrown:
    record: Record
    pages: int
    goes: datetime | None


@require_safe
def trash(request: HttpRequest) -> HttpResponse:
    """Whoever works somewhere may look; only what one may take out oneself is in it."""
    admin = rights.is_admin(request.user)
    if not duties.edits_somewhere(request.user):
        raise Http404
    rows = keeping.held(request.user)
    before = numerals.whole(request.GET.get("before", ""))
    last = Record.objects.filter(pk=before or 0, trashed_at__isnull=False).values_list("trashed_at", "pk").first()
    if last:
        rows = rows.filter(trashed_at__lte=last[0]).exclude(trashed_at=last[0], pk__gte=last[1])
    listed = list(rows[: SCREEN + 1])
    return render(
        request,
        "archivist/trash.html",
        {
            "thrown": _thrown(listed[:SCREEN]),
            "next": listed[SCREEN - 1].pk if len(listed) > SCREEN else None,
            "days": settings.MUNIMENT_TRASH_DAYS,
            "admin": admin,
        },
    )


@require_POST
def throw(request: HttpRequest, record_id: int) -> HttpResponse:
    record = curated_or_404(record_id, request.user)
    keeping.throw(record, request.user)
    said = {"title": record.title, "days": settings.MUNIMENT_TRASH_DAYS}
    messages.success(
        request, _("“%(title)s” lies in the trash. For %(days)s days it can be taken out again.") % said
    )
    return redirect("trash")


@require_POST
def restore(request: HttpRequest, record_id: int) -> HttpResponse:
    record = trashed_or_404(record_id, request.user)
    if not keeping.restore(record, request.user):
        messages.error(request, _("“%(title)s” is being removed for good already.") % {"title": record.title})
        return redirect("trash")
    messages.success(request, _("“%(title)s” is back where it was.") % {"title": record.title})
    return redirect("record", record.pk)


def _thrown(records: list[Record]) -> list[Thrown]:
    ids = [record.pk for record in records]
    pages = dict(Page.objects.filter(record__in=ids).order_by().values_list("record").annotate(n=Count("pk")))
    return [Thrown(record, pages.get(record.pk, 0), keeping.empties_at(record)) for record in records]

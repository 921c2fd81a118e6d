"""The pages of one record laid out to be put in order, turned, split off and thrown away."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from archive import rights
from archive.arranging import order, splitting, turning
from archive.blocks import storable
from archive.faults import Refused
from archive.models import Page, Record
from archive.showing import numerals
from archive.views.archivist.records.found import curates, edited_or_404

SCREEN = 200
_MOST = 5000  # pages in one act


@dataclass(frozen=True, slots=True)
class Leaf:
    number: int
    page: Page


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, record_id: int) -> HttpResponse:
    """A POST does one thing to the chosen pages and answers with the page as it is then; with its main part alone
    where JavaScript asks for it."""
    record = edited_or_404(record_id, request.user)
    start = numerals.whole(request.GET.get("from", "")) or 1
    said, status, to = "", 200, ""
    if request.method == "POST":
        said, status, to = _do(request, record)
        if not _part(request):
            (messages.success if status == 200 else messages.error)(request, said)
            if status == 200:
                return redirect(f"{reverse('arrange', args=[record.pk])}?from={start}")
    template = "archivist/_pages.html" if _part(request) else "archivist/pages_arrange.html"
    return render(request, template, _laid_out(request, record, start) | {"said": said, "to": to}, status=status)


def _part(request: HttpRequest) -> bool:
    return request.headers.get("X-Part") == "pages"


def _laid_out(request: HttpRequest, record: Record, start: int) -> dict[str, object]:
    now = order.sequence(record)
    first = max(1, min(start, len(now.ids)))
    first -= (first - 1) % SCREEN
    shown = Page.objects.filter(pk__in=now.ids[first - 1 : first - 1 + SCREEN]).order_by("order")
    leaves = [Leaf(number, page) for number, page in enumerate(shown, first)]
    return {
        "record": record,
        "leaves": leaves,
        "pages": len(now.ids),
        "first": first,
        "last": first + len(leaves) - 1,
        "previous": first - SCREEN if first > 1 else None,
        "next": first + SCREEN if first + len(leaves) <= len(now.ids) else None,
        "seal": now.seal,
        "facing": turning.seal(record),
        "curates": curates(record, request.user),
    }


def _do(request: HttpRequest, record: Record) -> tuple[str, int, str]:
    """What was done, or why nothing was; the answer's status; where the pages are that went away."""
    given = request.POST
    pages = [number for value in given.getlist("page")[:_MOST] if (number := numerals.whole(value)) is not None]
    do, _colon, detail = given.get("do", "").partition(":")
    try:
        if do == "turn":
            return _turn(request, record, pages, numerals.whole(detail) or 0), 200, ""
        if not pages:
            return _("Choose one page or more first."), 400, ""
        if do == "move":
            return _move(request, record, pages, detail), 200, ""
        if do == "split":
            said, to = _split(request, record, pages)
            return said, 200, to
        if do == "give":
            said, to = _give(request, record, pages)
            return said, 200, to
        if do == "remove":
            said, to = _remove(request, record, pages)
            return said, 200, to
    except order.Stale:
        said = _("Somebody else arranged these pages meanwhile. Here they are as they stand now; nothing was done.")
        return said, 409, ""
    except Refused as refusal:
        return refusal.message, 400, ""
    return _("Nothing was done."), 400, ""


def _turn(request: HttpRequest, record: Record, pages: list[int], by: int) -> str:
    if by not in (90, 180, 270):
        raise Refused(_("A page turns by quarters."), code="turn")
    if not pages:
        raise Refused(_("Choose one page or more first."), code="none")
    turned = turning.turn(record, request.user, pages, by, sealed=request.POST.get("facing", "") or "-")
    return ngettext("%d page was turned.", "%d pages were turned.", turned) % turned


def _move(request: HttpRequest, record: Record, pages: list[int], detail: str) -> str:
    """`detail` says before which page; or the form says to which place."""
    seal = request.POST.get("seal", "") or "-"
    before = numerals.whole(detail)
    if detail == "":
        now = order.sequence(record)
        place = numerals.whole(request.POST.get("place", "").strip())
        if not place or place > len(now.ids):
            raise Refused(_("Say a place from 1 to %(last)s.") % {"last": len(now.ids)}, code="place")
        before = order.at_place(now, pages, place)
    order.move(record, request.user, pages, before, sealed=seal)
    return ngettext("%d page was moved.", "%d pages were moved.", len(pages)) % len(pages)


def _split(request: HttpRequest, record: Record, pages: list[int]) -> tuple[str, str]:
    title = storable(request.POST.get("title", "")).strip()
    if not title:
        raise Refused(_("Give the new record a title."), code="title")
    made = splitting.split(record, request.user, pages, title, sealed=request.POST.get("seal", "") or "-")
    said = _("“%(title)s” is a record of its own now, with the number %(number)s.")
    return said % {"title": made.title, "number": made.pk}, made.get_absolute_url()


def _give(request: HttpRequest, record: Record, pages: list[int]) -> tuple[str, str]:
    asked = numerals.whole(request.POST.get("record", "").strip().rpartition("/")[2]) or 0
    other = Record.objects.editable_by(request.user).filter(pk=asked).first()
    if other is None:
        raise Refused(_("There is no record with this number that you may edit."), code="no_record")
    if other.collection_id != record.collection_id and not curates(record, request.user):
        raise Refused(_("Only curators move pages to another collection."), code="not_curator")
    splitting.give(record, other, request.user, pages, sealed=request.POST.get("seal", "") or "-")
    said = _("The pages stand at the end of “%(title)s” now.") % {"title": other.title}
    return said, other.get_absolute_url()


def _remove(request: HttpRequest, record: Record, pages: list[int]) -> tuple[str, str]:
    if not Record.objects.filter(rights.curates_record(request.user), pk=record.pk).exists():
        raise Http404
    made = splitting.remove(record, request.user, pages, sealed=request.POST.get("seal", "") or "-")
    said = _("“%(title)s” lies in the trash and can be restored from there.") % {"title": made.title}
    return said, reverse("trash")

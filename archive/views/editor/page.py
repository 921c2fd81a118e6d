"""The editor of one page. Without JavaScript it is a form with the text of each region."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive import pyramids, standards
from archive.blocks import PageText
from archive.correcting import drafts, saving
from archive.correcting.wanted import Refused
from archive.models import Page
from archive.showing import numerals
from archive.views.editor import found, laid_out, plain, words

PLAIN_WIDTH = 1600  # of the image shown where there is no JavaScript
LONGEST_NOTE = 1000
#: Where one came from, by its name in the address: nobody else's address is ever followed.
_FROM = {"review": "/review/next"}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, page_id: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    page = found.edited_or_404(request, page_id)
    if request.method == "POST":
        return _saved(request, page)
    return render(request, "editor/page.html", _sheet(request, page))


def onward(request: HttpRequest, page: Page) -> str:
    """Where one goes after saving."""
    return _FROM.get(request.GET.get("from", ""), "") or page.get_absolute_url()


def _sheet(request: HttpRequest, page: Page) -> dict[str, Any]:
    version = page.current
    text = version.content() if version else PageText(())
    width, height = page.upright_size
    beside = Page.objects.filter(record=page.record_id).order_by("order")
    draft = drafts.of(page, request.user)
    tiles = pyramids.info(page.image) if page.image else None
    offered = standards.of(page.record.collection)
    return {
        "page": page,
        "record": page.record,
        "number": page.number,
        "last": beside.count(),
        "previous": beside.filter(order__lt=page.order).values_list("pk", flat=True).last(),
        "next": beside.filter(order__gt=page.order).values_list("pk", flat=True).first(),
        "version": version,
        "base": version.number if version else 0,
        "onward": onward(request, page),
        "regions": plain.shown(text),
        "kinds": words.kinds(),
        "letters": offered.letters.split(),
        "width": width,
        "height": height,
        "plain_width": min(PLAIN_WIDTH, width),
        "source": tiles
        and dict(zip(("width", "height", "tile", "levels"), tiles, strict=True)) | {"turn": page.turn},
        "words": words.words(),
        "begun": laid_out.begun_from(page, version)
        | {
            "page": page.pk,
            "address": page.get_absolute_url(),
            "signIn": f"{reverse('sign-in')}?{urlencode({'next': reverse('page-edit', args=[page.pk])})}",
            "from": request.GET.get("from", "") if request.GET.get("from", "") in _FROM else "",
            "language": page.record.language,
            "person": request.user.pk,
            "ratio": height / width if width else 1.4,
            "draft": {"base": draft.base, "wanted": draft.content, "at": draft.at.isoformat()} if draft else None,
        },
    }


def _saved(request: HttpRequest, page: Page) -> HttpResponse:
    """What the plain form sends."""
    given = request.POST
    base = page.transcriptions.filter(number=numerals.whole(given.get("base", "")) or 0).first()
    text = base.content() if base else PageText(())
    said = given.getlist("region")
    try:
        wanted = plain.wanted(text, said)
        status = "reviewed" if given.get("do") == "approve" else "corrected"
        done = saving.save(
            page.pk,
            request.user,
            base.number if base else 0,
            wanted,
            note=given.get("note", "").strip()[:LONGEST_NOTE],
            status=status,
        )
    except Refused as refused:
        messages.error(request, _("This text cannot be kept: %(why)s.") % {"why": refused})
        return render(
            request, "editor/page.html", _sheet(request, page) | {"regions": plain.again(text, said)}, status=422
        )
    if isinstance(done, saving.Conflict):
        page.refresh_from_db()
        context = _sheet(request, page) | {"unsaved": said}
        return render(request, "editor/page.html", context, status=409)
    same = isinstance(done, saving.Unchanged)
    messages.success(request, _("Nothing was different, nothing was saved.") if same else _("Saved."))
    return redirect(onward(request, page))

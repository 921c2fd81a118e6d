"""What somebody is writing, kept as they write: overwritten, never piled up, and nobody else's to see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.blocks import storable
from archive.correcting import drafts
from archive.correcting.wanted import LONGEST_ROW, Refused
from archive.models import Draft
from archive.reviewing import reserving
from archive.views.editor import found, laid_out

_APART = timedelta(seconds=1)
_MOST = 500  # clashes


@require_http_methods(["PUT", "DELETE"])
def draft(request: HttpRequest, page_id: int) -> HttpResponse:
    try:
        page = found.edited(request, page_id)
        if request.method == "DELETE":
            drafts.forget(page, request.user)
            return HttpResponse(status=204)
        said = found.heard(request)
        base = found.base_of(said)
        # Editors send one two seconds after the last letter; nobody types faster than this.
        if Draft.objects.filter(page=page, person=request.user.pk, at__gt=timezone.now() - _APART).exists():
            return JsonResponse({"said": _("Wait a moment.")}, status=429, headers={"Retry-After": "1"})
        drafts.keep(page, request.user, base, _content(said))
        reserving.hold(page.pk, request.user)  # whoever writes on a page is not handed a second reader
    except found.Unheard as unheard:
        return unheard.answer
    except Refused as refused:
        return found.refused_as(refused).answer
    return JsonResponse({"kept": True})


def _content(said: dict[str, Any]) -> dict[str, Any]:
    """The text, and what is still to be chosen where two wrote at once; nothing else of it. Raises Unheard."""
    kept = laid_out.said(found.wanted_of(said))
    clashes = said["wanted"].get("clashes")
    return kept | {"clashes": [_clash(each) for each in clashes[:_MOST]]} if isinstance(clashes, list) else kept


def _clash(said: Any) -> dict[str, Any]:
    try:
        told: dict[str, Any] = {name: storable(said[name])[:LONGEST_ROW] for name in ("base", "mine", "theirs")}
        return told | {name: int(said[name]) for name in ("region", "row")}
    except (TypeError, KeyError, ValueError, OverflowError) as error:
        raise found.Unheard(422, _("What is to be chosen is not said.")) from error

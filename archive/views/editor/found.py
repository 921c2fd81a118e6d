"""The page that is to be written, for those who may; and what a browser sends of it, read with care."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from archive.correcting.wanted import Refused, Wanted
from archive.models import Page

#: Bytes of what one request may say: the longest page, in a script of three bytes a letter, with its places.
LARGEST = 8_000_000


class Unheard(Exception):
    """What was sent cannot be taken; `answer` says why in a sentence."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.answer = JsonResponse({"said": said}, status=status)


def edited_or_404(request: HttpRequest, page_id: int) -> Page:
    pages = Page.objects.editable_by(request.user).select_related("record__collection", "current")
    page = pages.filter(pk=page_id).first()
    if page is None:
        raise Http404
    return page


def edited(request: HttpRequest, page_id: int) -> Page:
    """For the editor's script, which must know whether somebody is signed out or may not edit; raises Unheard."""
    if not request.user.is_authenticated:
        raise Unheard(403, _("You are signed out."))
    return edited_or_404(request, page_id)


def heard(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; raises Unheard."""
    said = request.read(LARGEST + 1)
    if len(said) > LARGEST:
        raise Unheard(413, _("This is more than one page can hold."))
    try:
        found = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise Unheard(400, _("What was sent is not JSON.")) from error
    if not isinstance(found, dict):
        raise Unheard(400, _("What was sent is not a page."))
    return found


def base_of(said: dict[str, Any]) -> int:
    """The number of the version it was begun from; 0 where there was none."""
    base = said.get("base")
    if not isinstance(base, int) or isinstance(base, bool) or not 0 <= base < 2**31:
        raise Unheard(422, _("It is not said from which version the text was begun."))
    return base


def wanted_of(said: dict[str, Any]) -> Wanted:
    try:
        return Wanted.of_json(said.get("wanted"))
    except Refused as refused:
        raise refused_as(refused) from refused


def refused_as(refused: Refused) -> Unheard:
    return Unheard(422, _("This text cannot be kept: %(why)s.") % {"why": refused})

"""Everybody who has an account, for admins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import rights
from archive.people import accounts

SCREEN = 50
KINDS = {"active": {"is_active": True}, "closed": {"is_active": False}, "admins": {"is_superuser": True}}


@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    if not rights.is_admin(request.user):
        raise Http404
    return everybody_page(request)


def everybody_page(request: HttpRequest, link: str = "", link_for: User | None = None) -> HttpResponse:
    """The list as the address asks for it; with the link that is shown this once."""
    words = request.GET.get("q", "").replace("\0", "")[:200]
    kind = request.GET.get("who", "")
    people = accounts.everybody(words).filter(**KINDS.get(kind, {}))
    # By name, never by offset: the last screen costs what the first does.
    after = request.GET.get("after", "").replace("\0", "")[:150]
    if after:
        people = people.filter(username__gt=after)
    listed = list(people[: SCREEN + 1])
    answer = render(
        request,
        "archivist/people_everybody.html",
        {
            "people": [(person, _seen(person)) for person in listed[:SCREEN]],
            "after": listed[SCREEN - 1].get_username() if len(listed) > SCREEN else "",
            "words": words,
            "kind": kind if kind in KINDS else "",
            "total": User.objects.count(),
            "link": link,
            "link_for": link_for,
        },
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _seen(person: Any) -> datetime | None:
    """When the person last came in, or last looked at a record."""
    return max((at for at in (person.last_login, person.looked) if at is not None), default=None)

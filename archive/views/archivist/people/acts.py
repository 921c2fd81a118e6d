"""What an admin does to an account."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from archive import rights
from archive.people import accounts, present
from archive.views.archivist.people.everybody import everybody_page

ACTS: dict[str, tuple[Callable[[User, User], None], object]] = {
    "close": (accounts.close, gettext_lazy("The account of %(name)s is closed.")),
    "reopen": (accounts.reopen, gettext_lazy("The account of %(name)s is open again.")),
    "make-admin": (accounts.make_admin, gettext_lazy("%(name)s is an admin now.")),
    "unmake-admin": (accounts.unmake_admin, gettext_lazy("%(name)s is no longer an admin.")),
}


@require_POST
def act(request: HttpRequest, person_id: int, verb: str) -> HttpResponse:
    person = _person(request, person_id)
    if verb not in ACTS:
        raise Http404
    does, said = ACTS[verb]
    try:
        does(present.somebody(request), person)
    except accounts.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(said) % {"name": person.get_username()})
    return redirect("people")


@require_POST
def password_link(request: HttpRequest, person_id: int) -> HttpResponse:
    """Answers with the page itself: the link is kept nowhere."""
    person = _person(request, person_id)
    try:
        link = request.build_absolute_uri(accounts.password_link(present.somebody(request), person))
    except accounts.Refused as refused:
        messages.error(request, str(refused))
        return redirect("people")
    return everybody_page(request, link, person)


def _person(request: HttpRequest, person_id: int) -> User:
    if not rights.is_admin(request.user):
        raise Http404
    return get_object_or_404(User, pk=person_id)

"""Who is at the other end of a request."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest


def somebody(request: HttpRequest) -> User:
    """The person who is signed in; where nobody is, there is nothing to see."""
    if isinstance(request.user, User):
        return request.user
    raise Http404

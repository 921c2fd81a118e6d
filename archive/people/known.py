"""Browsers that somebody signed in with before.

Who guesses at a name from elsewhere makes its door slow for strangers only: its owner still comes in by the
browser they use, whose tries are counted for themselves.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from archive.people import throttle

FOR = 180 * 86_400  # seconds


def door(request: HttpRequest, name: str) -> throttle.Door:
    """The browser's own door to this name, if it was opened from there before; else that of the name."""
    key = throttle.of_name(name).key
    try:
        nonce = signing.loads(
            request.COOKIES.get(_cookie(key), ""), salt=f"archive.people.known.{key}", max_age=FOR
        )
    except signing.BadSignature:
        return throttle.of_name(name)
    return throttle.Door("browser", f"{key}.{nonce}", 5)


def remember(answer: HttpResponse, name: str) -> None:
    """The mark says nothing but that this browser was used with a name that it does not tell."""
    key = throttle.of_name(name).key
    answer.set_cookie(
        _cookie(key),
        signing.dumps(secrets.token_urlsafe(12), salt=f"archive.people.known.{key}"),
        max_age=FOR,
        path="/sign-in",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _cookie(key: str) -> str:
    return f"known-{key[:16]}"

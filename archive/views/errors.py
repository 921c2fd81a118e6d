"""Pages for what went wrong, and the stone that stands where a record was withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from archive.keeping import withdrawing
from archive.showing.seeing import Tombstone


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Only sentences written for people are shown: Django's own speak of headers and hosts.
    said = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"said": said}, status=HTTPStatus.BAD_REQUEST)


class TombstoneMiddleware:
    """Answers 410 for whatever belonged to a withdrawn record."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Tombstone):
            return None
        told = {"record": exception.record, "since": withdrawing.since(exception.record)}
        return render(request, "archive/tombstone.html", told, status=HTTPStatus.GONE)

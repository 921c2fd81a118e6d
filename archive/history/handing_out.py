"""What was handed out of things that are not public: who took which file, and when."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from archive import events
from archive.models import Original, Page, Record

DOWNLOADED = "downloaded"


def note(request: HttpRequest, thing: Original | Page) -> None:
    """Writes the event, unless everybody may have the thing. A part of a file that is not its beginning, and a
    mere look at what it would be, are no downloads. Costs a query or two."""
    asked = request.headers.get("Range", "").replace(" ", "")
    if request.method != "GET" or (asked.startswith("bytes=") and not asked.startswith("bytes=0-")):
        return
    if not Record.objects.visible_to(AnonymousUser()).filter(pk=thing.record_id).exists():
        events.record(request.user, DOWNLOADED, thing)

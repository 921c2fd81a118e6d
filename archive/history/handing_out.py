"""What was handed out of things that are not public: who took which file, and when."""

from __future__ import annotations

import re

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from archive import events
from archive.models import Original, Page, Record

DOWNLOADED = "downloaded"
#: What begins earlier in the file is as good as all of it.
_BEGINNING = 1 << 16
_FROM = re.compile(r"bytes=([0-9]{1,18})-[0-9]{0,18}")  # anything else is answered with the end or the whole


def note(request: HttpRequest, thing: Original | Page) -> None:
    """Writes the event, unless everybody may have the thing. A later part of a file, as of one that went on
    after a break, and a mere look at what it would be, are no downloads. Costs a query or two."""
    later = _FROM.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or (later and int(later[1]) >= _BEGINNING):
        return
    if not Record.objects.visible_to(AnonymousUser()).filter(pk=thing.record_id).exists():
        events.record(request.user, DOWNLOADED, thing)

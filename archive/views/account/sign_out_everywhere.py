"""All other browsers signed out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from archive import events
from archive.people import sessions


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    # A copy of this session's key would be as good as the key: it is changed as well.
    request.session.cycle_key()
    ended = sessions.end(person, but=request.session.session_key)
    events.record(person, "signed_out_everywhere", person, sessions=ended)
    said = ngettext(
        "You are signed out of %(n)s other browser.", "You are signed out of %(n)s other browsers.", ended
    )
    messages.success(request, said % {"n": ended})
    return redirect("account")

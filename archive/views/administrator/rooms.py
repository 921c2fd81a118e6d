"""Who may enter which of these rooms."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from archive import rights
from archive.people import duties


def for_admins(request: HttpRequest) -> None:
    """Raises Http404 for everybody else: what one may not see is not there."""
    if not rights.is_admin(request.user):
        raise Http404


def for_editors(request: HttpRequest) -> None:
    """As above, for whoever edits somewhere."""
    if not duties.edits_somewhere(request.user):
        raise Http404

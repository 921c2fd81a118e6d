"""Whether the archive works, for machines that watch it."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from archive.running import health as running


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while people can use the archive, else 503; `attention` names what else wants it. Counts no page."""
    found = running.look()
    behind = found.behind
    answer = JsonResponse(
        {
            "status": "ok" if found.works else "failing",
            "attention": found.attention,
            "database": found.database,
            "store": found.store,
            "broker": found.broker,
            "workers": found.workers,
            "index": {"behind": behind.changes, "seconds": round(behind.seconds, 1)} if behind else None,
            "disk_free": found.free,
        },
        status=200 if found.works else 503,
    )
    answer["Cache-Control"] = "no-store"
    return answer

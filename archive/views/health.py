"""Whether the archive works, for machines that watch it."""

from __future__ import annotations

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and the data folder can be written, else 503. Counts nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = True
    except DatabaseError:
        database = False
    store = os.access(settings.MUNIMENT_HOME, os.W_OK)
    well = database and store
    answer = JsonResponse(
        {"status": "ok" if well else "failing", "database": database, "store": store}, status=200 if well else 503
    )
    answer["Cache-Control"] = "no-store"
    return answer

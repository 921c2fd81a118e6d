"""The storage page: what lies on the disk, as it was measured last."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError as BrokerDown

from archive.celery import app
from archive.storage import measuring
from archive.views.administrator import rooms

NAMES = {
    "originals": (gettext_lazy("Originals"), gettext_lazy("files as they came")),
    "images": (gettext_lazy("Images"), gettext_lazy("one for each page")),
    "pyramids": (gettext_lazy("Tiles"), gettext_lazy("for looking closely")),
    "thumbs": (gettext_lazy("Thumbnails"), ""),
    "layers": (gettext_lazy("Text layers"), gettext_lazy("words that files brought along")),
    "uploads": (gettext_lazy("Uploads"), gettext_lazy("files still on their way")),
    "database": (gettext_lazy("Database"), gettext_lazy("texts, descriptions, history")),
    "index": (gettext_lazy("Index"), gettext_lazy("made from the database")),
    "models": (gettext_lazy("Models"), gettext_lazy("for reading and meaning")),
    "broker": (gettext_lazy("Messages"), gettext_lazy("between processes")),
    "scratch": (gettext_lazy("Scratch"), gettext_lazy("half-made files")),
    "static": (gettext_lazy("Site"), gettext_lazy("styles and scripts")),
}


@require_safe
def storage(request: HttpRequest) -> HttpResponse:
    rooms.for_admins(request)
    free, total = measuring.free()
    shown: dict[str, Any] = {"free": free, "total": total, "used": total - free}
    if found := measuring.last():
        most = max((row["bytes"] for row in found["months"]), default=0)
        shown |= {
            "at": datetime.fromisoformat(found["at"]),
            "bytes": found["bytes"],
            "kinds": [
                {"name": name, "about": about, **found["kinds"][key]}
                for key, (name, about) in NAMES.items()
                if key in found["kinds"]
            ],
            "orphans": found["orphans"],
            "months": [row | {"month": date.fromisoformat(row["month"])} for row in found["months"]],
            "most": most,
            "collections": found["collections"],
        }
        shown["kinds"].sort(key=lambda kind: -kind["bytes"])
    return render(request, "administrator/storage.html", shown)


@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Asks a worker to measure anew."""
    rooms.for_admins(request)
    try:
        app.send_task("archive.measure_storage", queue="pages")
        messages.success(request, _("A worker measures the data folder; look again in a while."))
    except (BrokerDown, OSError):
        messages.error(request, _("No worker can be reached. Run: manage.py storage"))
    return redirect("storage")

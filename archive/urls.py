"""The site's addresses, a list for each kind of person. Other apps are named only by string."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from archive.views.health import health

handler400 = "archive.views.errors.bad_request"

urlpatterns = [
    path("", include("archive.views.researcher.urls")),
    path("", include("archive.views.archivist.urls")),
    path("", include("archive.views.editor.urls")),
    path("", include("archive.views.administrator.urls")),
    path("", include("search.urls")),
    path("", include("ocr_engine.urls")),
    path("", include("archive.views.account.urls")),
    path("health", health, name="health"),
    path("admin/", admin.site.urls),
]

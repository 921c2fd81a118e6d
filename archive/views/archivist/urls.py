"""Addresses of the desk: what only those may do who edit or curate somewhere."""

from __future__ import annotations

from django.urls import include, path

from archive.views.archivist.desk import desk

urlpatterns = [
    path("desk", desk, name="desk"),
    path("", include("archive.views.archivist.collections.urls")),
    path("", include("archive.views.archivist.people.urls")),
    path("", include("archive.views.archivist.uploads.urls")),
    path("", include("archive.views.archivist.records.urls")),
    path("", include("archive.views.archivist.pages.urls")),
    path("", include("archive.views.archivist.review.urls")),
]

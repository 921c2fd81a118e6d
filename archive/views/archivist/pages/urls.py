"""Addresses of a record's pages put in order."""

from __future__ import annotations

from django.urls import path

from archive.views.archivist.pages.arrange import arrange
from archive.views.archivist.pages.insert import insert, replace
from archive.views.archivist.pages.restore import restore

urlpatterns = [
    path("records/<int:record_id>/pages", arrange, name="arrange"),
    path("records/<int:record_id>/pages/insert", insert, name="pages-insert"),
    path("records/<int:record_id>/pages/replace", replace, name="pages-replace"),
    path("pages/<int:page_id>/versions/<int:number>/restore", restore, name="version-restore"),
]

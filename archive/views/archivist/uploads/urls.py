"""Addresses of uploads and accessions."""

from __future__ import annotations

from django.urls import path

from archive.views.archivist.uploads import acts, protocol, sheet, undo
from archive.views.archivist.uploads.accession import accession, standing
from archive.views.archivist.uploads.files import files
from archive.views.archivist.uploads.list import accessions
from archive.views.archivist.uploads.outcomes import outcomes
from archive.views.archivist.uploads.upload import upload

urlpatterns = [
    path("collections/<slug:slug>/upload", upload, name="upload"),
    path("collections/<slug:slug>/accessions", accessions, name="accessions"),
    path("accessions/<int:accession_id>", accession, name="accession"),
    path("accessions/<int:accession_id>/standing", standing, name="accession-standing"),
    path("accessions/<int:accession_id>/outcomes", outcomes, name="accession-outcomes"),
    path("accessions/<int:accession_id>/undo", undo.undo, name="accession-undo"),
    path("accessions/<int:accession_id>/take-back", undo.take_back, name="accession-take-back"),
    path("accessions/<int:accession_id>/finish", acts.finish, name="accession-finish"),
    path("accessions/<int:accession_id>/retry", acts.retry, name="accession-retry"),
    path("accessions/<int:accession_id>/keep/<str:token>", acts.keep, name="accession-keep"),
    path("accessions/<int:accession_id>/sheet", sheet.sheet, name="accession-sheet"),
    path("accessions/<int:accession_id>/sheet/apply", sheet.apply, name="accession-sheet-apply"),
    path("accessions/<int:accession_id>/sheet/drop", sheet.drop, name="accession-sheet-drop"),
    path("accessions/<int:accession_id>/files", files, name="upload-files"),
    path("accessions/<int:accession_id>/uploads", protocol.creation, name="upload-creation"),
    path("uploads/<str:token>", protocol.one, name="upload-bytes"),
]

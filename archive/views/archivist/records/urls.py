"""Addresses of records described, moved and thrown away, one or many."""

from __future__ import annotations

from django.urls import path

from archive.views.archivist.records.act import act, undo
from archive.views.archivist.records.desk import change, desk, preview
from archive.views.archivist.records.edit import date, edit
from archive.views.archivist.records.move import move
from archive.views.archivist.records.purge import purge, purged
from archive.views.archivist.records.trash import restore, throw, trash

urlpatterns = [
    path("collections/<slug:slug>/records", desk, name="records-desk"),
    path("collections/<slug:slug>/records/preview", preview, name="records-preview"),
    path("collections/<slug:slug>/records/change", change, name="records-change"),
    path("acts/<int:act_id>", act, name="act"),
    path("acts/<int:act_id>/undo", undo, name="act-undo"),
    path("records/dates", date, name="record-date"),
    path("records/<int:record_id>/edit", edit, name="edit-record"),
    path("records/<int:record_id>/move", move, name="record-move"),
    path("records/<int:record_id>/trash", throw, name="record-trash"),
    path("records/<int:record_id>/restore", restore, name="record-restore"),
    path("records/<int:record_id>/purge", purge, name="record-purge"),
    path("purges/<int:act_id>", purged, name="purged"),
    path("trash", trash, name="trash"),
]

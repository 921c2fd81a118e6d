"""Addresses of the desk: what only those may do who edit or curate somewhere."""

from __future__ import annotations

from django.urls import path

from archive.views.archivist import accession_acts, accession_sheet, accession_undo, upload_protocol
from archive.views.archivist.accession import accession, standing
from archive.views.archivist.accession_list import accessions
from archive.views.archivist.accession_outcomes import outcomes
from archive.views.archivist.collection_delete import delete as collection_delete
from archive.views.archivist.collection_describe import describe as collection_describe
from archive.views.archivist.collection_move import move as collection_move
from archive.views.archivist.collection_new import new as collection_new
from archive.views.archivist.desk import desk
from archive.views.archivist.pages_arrange import arrange
from archive.views.archivist.pages_insert import insert as pages_insert
from archive.views.archivist.pages_insert import replace as pages_replace
from archive.views.archivist.people import people as collection_people
from archive.views.archivist.people_acts import act as person_act
from archive.views.archivist.people_acts import password_link
from archive.views.archivist.people_add import add as people_add
from archive.views.archivist.people_everybody import everybody
from archive.views.archivist.people_invite import invite, revoke
from archive.views.archivist.people_new import new as person_new
from archive.views.archivist.people_role import change as role_change
from archive.views.archivist.people_role import remove as role_remove
from archive.views.archivist.record_edit import date as record_date
from archive.views.archivist.record_edit import edit as record_edit
from archive.views.archivist.record_move import move as record_move
from archive.views.archivist.record_purge import purge, purged
from archive.views.archivist.records_act import act, undo
from archive.views.archivist.records_desk import change as records_change
from archive.views.archivist.records_desk import desk as records_desk
from archive.views.archivist.records_desk import preview as records_preview
from archive.views.archivist.trash import restore, throw, trash
from archive.views.archivist.upload import upload
from archive.views.archivist.upload_files import files as upload_files

urlpatterns = [
    path("desk", desk, name="desk"),
    path("desk/collections/new", collection_new, name="collection-new"),
    path("collections/<slug:slug>/describe", collection_describe, name="collection-describe"),
    path("collections/<slug:slug>/move", collection_move, name="collection-move"),
    path("collections/<slug:slug>/delete", collection_delete, name="collection-delete"),
    path("collections/<slug:slug>/people", collection_people, name="collection-people"),
    path("collections/<slug:slug>/people/add", people_add, name="people-add"),
    path("collections/<slug:slug>/people/<int:membership_id>/role", role_change, name="role-change"),
    path("collections/<slug:slug>/people/<int:membership_id>/remove", role_remove, name="role-remove"),
    path("collections/<slug:slug>/invitations", invite, name="invite"),
    path("collections/<slug:slug>/invitations/<int:invitation_id>/revoke", revoke, name="invitation-revoke"),
    path("people", everybody, name="people"),
    path("people/new", person_new, name="person-new"),
    path("people/<int:person_id>/password-link", password_link, name="password-link"),
    path("people/<int:person_id>/<slug:verb>", person_act, name="person-act"),
    path("collections/<slug:slug>/upload", upload, name="upload"),
    path("collections/<slug:slug>/accessions", accessions, name="accessions"),
    path("accessions/<int:accession_id>", accession, name="accession"),
    path("accessions/<int:accession_id>/standing", standing, name="accession-standing"),
    path("accessions/<int:accession_id>/outcomes", outcomes, name="accession-outcomes"),
    path("accessions/<int:accession_id>/undo", accession_undo.undo, name="accession-undo"),
    path("accessions/<int:accession_id>/take-back", accession_undo.take_back, name="accession-take-back"),
    path("accessions/<int:accession_id>/finish", accession_acts.finish, name="accession-finish"),
    path("accessions/<int:accession_id>/retry", accession_acts.retry, name="accession-retry"),
    path("accessions/<int:accession_id>/keep/<str:token>", accession_acts.keep, name="accession-keep"),
    path("accessions/<int:accession_id>/sheet", accession_sheet.sheet, name="accession-sheet"),
    path("accessions/<int:accession_id>/sheet/apply", accession_sheet.apply, name="accession-sheet-apply"),
    path("accessions/<int:accession_id>/sheet/drop", accession_sheet.drop, name="accession-sheet-drop"),
    path("accessions/<int:accession_id>/files", upload_files, name="upload-files"),
    path("accessions/<int:accession_id>/uploads", upload_protocol.creation, name="upload-creation"),
    path("uploads/<str:token>", upload_protocol.one, name="upload-bytes"),
    path("collections/<slug:slug>/records", records_desk, name="records-desk"),
    path("collections/<slug:slug>/records/preview", records_preview, name="records-preview"),
    path("collections/<slug:slug>/records/change", records_change, name="records-change"),
    path("acts/<int:act_id>", act, name="act"),
    path("acts/<int:act_id>/undo", undo, name="act-undo"),
    path("records/dates", record_date, name="record-date"),
    path("records/<int:record_id>/edit", record_edit, name="edit-record"),
    path("records/<int:record_id>/move", record_move, name="record-move"),
    path("records/<int:record_id>/trash", throw, name="record-trash"),
    path("records/<int:record_id>/restore", restore, name="record-restore"),
    path("records/<int:record_id>/purge", purge, name="record-purge"),
    path("purges/<int:act_id>", purged, name="purged"),
    path("trash", trash, name="trash"),
    path("records/<int:record_id>/pages", arrange, name="arrange"),
    path("records/<int:record_id>/pages/insert", pages_insert, name="pages-insert"),
    path("records/<int:record_id>/pages/replace", pages_replace, name="pages-replace"),
]

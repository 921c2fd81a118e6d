"""What came in at one time, and the files on their way."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.desk import AppendOnly
from archive.models import Accession, Upload


@admin.register(Accession)
class AccessionAdmin(AppendOnly):
    list_display = ("id", "collection", "person", "record_per", "at", "undone_at", "halted")
    list_filter = ("record_per", ("undone_at", admin.EmptyFieldListFilter), ("halted", admin.EmptyFieldListFilter))
    list_select_related = ("collection", "person")
    search_fields = ("=id", "collection__title", "person__username")
    raw_id_fields = ("collection", "person")
    ordering = ("-id",)


@admin.register(Upload)
class UploadAdmin(AppendOnly):
    """Its token is the right to go on with it: never shown."""

    list_display = ("id", "name", "size", "received", "outcome", "code", "moved_at")
    list_filter = ("outcome",)
    search_fields = ("name", "=code")
    raw_id_fields = ("accession", "original")
    ordering = ("-id",)

"""Uploaded files; their bytes never change, and the way to be rid of one is a takedown, not this page."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.desk import AppendOnly
from archive.models import Original


@admin.register(Original)
class OriginalAdmin(AppendOnly):
    list_display = ("name", "record", "media_type", "size", "uploaded_at")
    list_select_related = ("record",)
    search_fields = ("name", "=sha256")
    record = "record__"

"""Uploaded files; their bytes never change, and the way to be rid of one is a takedown, not this page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from archive import rights
from archive.admin.desk import AppendOnly
from archive.models import Original


@admin.register(Original)
class OriginalAdmin(AppendOnly):
    list_display = ("name", "record", "media_type", "size", "uploaded_at")
    list_filter = ("uploaded_at",)
    list_select_related = ("record",)
    raw_id_fields = ("record", "accession", "duplicate_of")
    ordering = ("-id",)
    search_fields = ("name", "=sha256")
    record = "record__"

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The earlier file of the same bytes may lie where this person may not look."""
        earlier = obj.duplicate_of_id if obj else None
        seen = (
            earlier and Original.objects.filter(rights.sees_record(request.user, "record__"), pk=earlier).exists()
        )
        return () if seen or not earlier else ("duplicate_of",)

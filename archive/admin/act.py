"""Acts on many things at once: shown, never changed."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.desk import AppendOnly
from archive.models import Act


@admin.register(Act)
class ActAdmin(AppendOnly):
    list_display = ("id", "kind", "person", "collection", "at", "finished_at", "halted")
    list_filter = ("kind", ("halted", admin.EmptyFieldListFilter))
    list_select_related = ("person", "collection")
    raw_id_fields = ("person", "collection", "undoes")
    ordering = ("-id",)

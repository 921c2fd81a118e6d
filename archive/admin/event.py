"""History."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.desk import AppendOnly
from archive.models import Event


@admin.register(Event)
class EventAdmin(AppendOnly):
    list_display = ("at", "actor", "verb", "target")
    list_select_related = ("actor",)
    list_filter = (("actor", admin.EmptyFieldListFilter),)
    search_fields = ("=target", "=verb", "=actor__username")
    ordering = ("-id",)
    raw_id_fields = ("actor",)

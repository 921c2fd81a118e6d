"""History."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.desk import AppendOnly
from archive.models import Event


@admin.register(Event)
class EventAdmin(AppendOnly):
    list_display = ("at", "actor", "verb", "target")
    list_select_related = ("actor",)
    search_fields = ("=target", "=verb")
    raw_id_fields = ("actor",)

"""Readings in the administration: kept verbatim, so only shown; raw readings are for editors."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from archive import rights
from archive.admin.desk import AppendOnly
from ocr_engine.models import Reading


@admin.register(Reading)
class ReadingAdmin(AppendOnly):
    list_display = ("id", "page_id", "engine", "task", "attempt", "outcome", "fault", "seconds", "device", "at")
    list_filter = ("outcome",)
    search_fields = ("=page__id", "=fault")
    raw_id_fields = ("page",)
    readonly_fields = ("raw_shortly",)
    ordering = ("-id",)
    record = "page__record__"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reading]:
        return super().get_queryset(request).defer("packed")

    def within(self, request: HttpRequest) -> Q:
        return rights.edits_record(request.user, "page__record__")

    @admin.display(description="raw")
    def raw_shortly(self, reading: Reading) -> str:
        return reading.raw[:4000].decode("utf-8", "replace")

"""Records."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from archive import rights
from archive.admin.desk import Desk
from archive.models import Record


@admin.register(Record)
class RecordAdmin(Desk):
    list_display = ("title", "shelfmark", "collection", "state", "embargo_until", "trashed_at")
    list_select_related = ("collection",)
    list_filter = ("state", ("trashed_at", admin.EmptyFieldListFilter))
    search_fields = ("title", "shelfmark", "creator")
    raw_id_fields = ("collection",)
    readonly_fields = ("created_at", "source")
    ordering = ("-id",)
    record = ""

    def within(self, request: HttpRequest) -> Q:
        return rights.sees_record(request.user)

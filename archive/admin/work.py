"""Workers and errands."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import pipeline
from archive.admin.desk import AppendOnly
from archive.models import Errand, Worker


@admin.register(Worker)
class WorkerAdmin(AppendOnly):
    list_display = ("name", "host", "pid", "slots", "figures", "since", "seen_at")
    search_fields = ("name", "host")
    ordering = ("name", "id")


@admin.register(Errand)
class ErrandAdmin(AppendOnly):
    list_display = ("id", "verb", "actor", "done", "at", "finished_at", "halted")
    list_filter = ("verb", ("finished_at", admin.EmptyFieldListFilter), ("halted", admin.EmptyFieldListFilter))
    list_select_related = ("actor",)
    search_fields = ("=id", "=verb", "actor__username")
    raw_id_fields = ("actor",)
    exclude = ("scope",)  # may name very many pages
    ordering = ("-id",)
    actions = ("retry",)

    @admin.action(description=_("Let halted errands go on"), permissions=["view"])
    def retry(self, request: HttpRequest, errands: QuerySet[Errand]) -> None:
        count = errands.exclude(halted="").update(**pipeline.AFRESH)
        said = ngettext("%d errand goes on.", "%d errands go on.", count) % count
        self.message_user(request, said, messages.SUCCESS)

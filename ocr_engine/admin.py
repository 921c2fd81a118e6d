"""Readings in the administration: kept verbatim, so only shown; raw readings are for editors."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import pipeline, rights
from archive.admin.desk import AppendOnly
from archive.work import acts
from ocr_engine.models import Reading, TextPrint, Trial


@admin.register(Reading)
class ReadingAdmin(AppendOnly):
    list_display = ("id", "page_id", "engine", "task", "attempt", "outcome", "fault", "seconds", "device", "at")
    list_filter = ("outcome", ("halted", admin.EmptyFieldListFilter))
    search_fields = ("=page__id", "=fault")
    raw_id_fields = ("page",)
    readonly_fields = ("raw_shortly",)
    actions = ("retry", "cancel")
    ordering = ("-id",)
    record = "page__record__"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reading]:
        return super().get_queryset(request).defer("packed")

    def within(self, request: HttpRequest) -> Q:
        return rights.edits_record(request.user, "page__record__")

    @admin.action(description=_("Let halted wishes try again"), permissions=["view"])
    def retry(self, request: HttpRequest, readings: QuerySet[Reading]) -> None:
        """Only where the person may edit the page: `within` asks for that."""
        count = readings.filter(outcome="wanted").exclude(halted="").update(**pipeline.AFRESH)
        said = ngettext("%d page is tried again.", "%d pages are tried again.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=_("Take wishes back that nobody has begun"), permissions=["view"])
    def cancel(self, request: HttpRequest, readings: QuerySet[Reading]) -> None:
        count = acts.forget(readings, request.user)
        said = ngettext("%d page is not read again.", "%d pages are not read again.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    @admin.display(description="raw")
    def raw_shortly(self, reading: Reading) -> str:
        return reading.raw[:4000].decode("utf-8", "replace")


@admin.register(Trial)
class TrialAdmin(AppendOnly):
    """Who tries what, for whoever wonders why the queue is long; what was read is theirs alone."""

    list_display = ("id", "person", "engine", "task", "mode", "outcome", "halted", "at")
    list_filter = ("outcome", "engine")
    list_select_related = ("person",)
    search_fields = ("=id", "person__username")
    fields = ("person", "engine", "task", "mode", "languages", "outcome", "halted", "why", "at")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Trial]:
        return super().get_queryset(request).defer("packed", "result", "said")


@admin.register(TextPrint)
class TextPrintAdmin(AppendOnly):
    """Which texts are compared with others; what they are compared by says nothing to a reader."""

    list_display = ("page_id", "version_id")
    search_fields = ("=page__id",)
    fields = ("page", "version")
    raw_id_fields = ("page", "version")
    ordering = ("-page",)
    record = "page__record__"

    def within(self, request: HttpRequest) -> Q:
        return rights.edits_record(request.user, "page__record__")

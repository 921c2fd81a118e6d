"""Versions of texts, their regions and what the regions say: only ever added to, so only shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import errands, rights
from archive.admin.desk import AppendOnly
from archive.models import Body, Region, Transcription


def _readable(request: HttpRequest, prefix: str, page: str) -> Q:
    """Quarantined text is for those who may edit the page."""
    open_text = ~Q(**{f"{prefix}verdict": Transcription.Verdict.QUARANTINE})
    return open_text | rights.edits_record(request.user, page)


@admin.register(Transcription)
class TranscriptionAdmin(AppendOnly):
    list_display = ("id", "page_id", "number", "made_by", "engine", "status", "verdict", "at")
    list_filter = ("made_by", "status", "verdict")
    list_select_related = ("page",)
    search_fields = ("=page__id", "=id")
    ordering = ("-id",)
    record = "page__record__"
    actions = ("approve",)

    def within(self, request: HttpRequest) -> Q:
        return super().within(request) & _readable(request, "", "page__record__")

    @admin.action(description=_("Approve the texts that count of these pages"), permissions=["view"])
    def approve(self, request: HttpRequest, versions: QuerySet[Transcription]) -> None:
        """An older version is not brought back by this: what counts now is what is approved."""
        pages = sorted(set(versions.order_by().values_list("page", flat=True)))
        errand = errands.begin(request.user, "approve", {"pages": pages})
        said = ngettext("Done for %d page.", "Done for %d pages.", errand.done) % errand.done
        if not errand.finished_at:
            said = str(_("The pages are dealt with in steps; the work page says how far that is."))
        self.message_user(request, said, messages.SUCCESS)


@admin.register(Region)
class RegionAdmin(AppendOnly):
    list_display = ("id", "transcription_id", "ordinal", "kind", "said")
    list_filter = ("kind",)
    list_select_related = ("body",)
    search_fields = ("=transcription__id", "=id")
    ordering = ("-id",)
    record = "transcription__page__record__"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("body__packed", "body__lines")

    def within(self, request: HttpRequest) -> Q:
        return super().within(request) & _readable(request, "transcription__", "transcription__page__record__")

    @admin.display(description="text")
    def said(self, region: Region) -> str:
        return region.body.text[:120]


@admin.register(Body)
class BodyAdmin(AppendOnly):
    """Shared between pages, so that no single record's rights speak for it: for admins only."""

    list_display = ("sha256", "said")
    search_fields = ("=sha256",)
    fields = ("sha256", "text", "markup")
    ordering = ("sha256",)

    @admin.display(description="text")
    def said(self, body: Body) -> str:
        return body.text[:120]

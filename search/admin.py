"""What the search keeps, for looking only: it is made from the texts and can be made again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from archive.admin.desk import AppendOnly
from search.models import IndexChange, IndexCount, Passage, Vector


@admin.register(Passage)
class PassageAdmin(AppendOnly):
    list_display = ("id", "page_id", "transcription_id", "start", "end")
    search_fields = ("=page__id", "=text_hash")
    raw_id_fields = ("page", "transcription")
    ordering = ("-id",)


@admin.register(Vector)
class VectorAdmin(AppendOnly):
    list_display = ("id", "text_hash", "embedder")
    search_fields = ("=text_hash",)
    fields = ("text_hash", "embedder")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vector]:
        return super().get_queryset(request).defer("halves")


@admin.register(IndexChange)
class IndexChangeAdmin(AppendOnly):
    list_display = ("number", "page", "at")
    search_fields = ("=page",)
    ordering = ("-number",)


@admin.register(IndexCount)
class IndexCountAdmin(AppendOnly):
    list_display = ("id", "last")

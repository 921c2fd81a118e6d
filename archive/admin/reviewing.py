"""What awaits a person, what looking found, and what somebody has not saved yet."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from archive import rights
from archive.admin.desk import AppendOnly
from archive.models import Draft, Review, Sample


@admin.register(Review)
class ReviewAdmin(AppendOnly):
    list_display = (
        "id",
        "page_id",
        "collection",
        "wants",
        "risk",
        "verdict",
        "reasons",
        "sample",
        "assigned",
        "holder",
    )
    list_filter = ("wants", "verdict", "sample")
    list_select_related = ("collection", "assigned", "holder")
    search_fields = ("=page__id", "reasons", "=assigned__username")
    raw_id_fields = ("page", "transcription", "collection", "author", "assigned", "holder")
    ordering = ("-risk", "id")
    record = "page__record__"

    def within(self, request: HttpRequest) -> Q:
        return rights.edits_record(request.user, "page__record__")


@admin.register(Sample)
class SampleAdmin(AppendOnly):
    list_display = (
        "id",
        "page_id",
        "collection",
        "engine",
        "letters",
        "wrong_letters",
        "words",
        "wrong_words",
        "at",
    )
    list_select_related = ("collection",)
    search_fields = ("=page__id", "engine")
    raw_id_fields = ("page", "collection", "person")
    ordering = ("-id",)
    record = "page__record__"

    def within(self, request: HttpRequest) -> Q:
        return rights.edits_record(request.user, "page__record__")


@admin.register(Draft)
class DraftAdmin(AppendOnly):
    """Whose, of which page and since when; what they write is theirs until they save it."""

    list_display = ("id", "page_id", "person", "base", "at")
    list_select_related = ("person",)
    search_fields = ("=page__id", "=person__username")
    fields = ("page", "person", "base", "at")
    raw_id_fields = ("page", "person")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return super().get_queryset(request).defer("content")

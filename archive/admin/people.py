"""Invitations, tries at the door, and what people looked at."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.desk import AppendOnly
from archive.models import Attempt, Invitation, Visit


@admin.register(Invitation)
class InvitationAdmin(AppendOnly):
    """Made and revoked on the page of a collection's people, where the link is shown once."""

    list_display = ("id", "collection", "role", "note", "invited_by", "at", "expires_at", "used_by", "revoked_at")
    list_filter = ("role", ("used_at", admin.EmptyFieldListFilter), ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("collection", "invited_by", "used_by")
    search_fields = ("note", "collection__title", "used_by__username")
    raw_id_fields = ("collection", "invited_by", "used_by")
    ordering = ("-id",)


@admin.register(Visit)
class VisitAdmin(AppendOnly):
    list_display = ("id", "person", "record", "at")
    list_select_related = ("person", "record")
    search_fields = ("=person__username", "=record__id")
    raw_id_fields = ("person", "record", "page")
    ordering = ("-id",)


@admin.register(Attempt)
class AttemptAdmin(AppendOnly):
    list_display = ("id", "failures", "at", "until")
    search_fields = ("=id",)
    ordering = ("-id",)

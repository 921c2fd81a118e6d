"""What every desk of the administration has in common: lists that stay quick with millions of rows, rights,
and no way to change or delete what is only ever added to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.paginator import Paginator
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from archive import rights
from archive.models import Collection

MOST = 20_000  # rows that a list counts and pages through; beyond them one searches


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to MOST rows: counting all of a large table costs seconds on every look at its list."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return len(rows.order_by().values_list("pk", flat=True)[:MOST])


class Moment(AdminSplitDateTime):
    """Day and hour, each with a name that a screen reader says: Django's own have none."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name


class Desk(admin.ModelAdmin):  # type: ignore[type-arg]
    """`record` leads from the model to its record ("record__"), "" where the model is one, None where
    there is no record: then only admins see it."""

    record: str | None = None
    formfield_overrides: ClassVar = {DateTimeField: {"widget": Moment}}
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if rights.is_admin(request.user):
            return rows
        return rows.filter(self.within(request)) if self.record is not None else rows.none()

    def within(self, request: HttpRequest) -> Q:
        return rights.sees_record(request.user, self.record or "")

    def may_edit(self, request: HttpRequest, row: Any) -> bool:
        if row is None or rights.is_admin(request.user):
            return True
        edited = rights.edits_record(request.user, self.record or "")
        return bool(self.record is not None and self.model._default_manager.filter(edited, pk=row.pk).exists())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A record can only be put where the person may upload."""
        if db_field.related_model is Collection and not rights.is_admin(request.user):
            options["queryset"] = Collection.objects.editable_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **options)


class AppendOnly(Desk):
    """Shown, never changed: the archive's word on what happened."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

"""Collections and who works in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive import collections, rights
from archive.admin.desk import Desk
from archive.models import Collection, Membership


class CollectionForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_parent(self) -> Collection | None:
        parent: Collection | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise ValidationError(_("A collection cannot be part of itself."))
        return parent


class Members(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    autocomplete_fields = ("person",)
    extra = 0


@admin.register(Collection)
class CollectionAdmin(Desk):
    form = CollectionForm
    list_display = ("title", "slug", "parent", "visibility")
    list_filter = ("visibility",)
    list_select_related = ("parent",)
    search_fields = ("title", "slug")
    raw_id_fields = ("parent",)
    inlines = (Members,)
    record = ""

    def within(self, request: HttpRequest) -> Q:
        return rights.sees_collection(request.user)

    def may_edit(self, request: HttpRequest, row: Any) -> bool:
        if row is None or rights.is_admin(request.user):
            return True
        return Collection.objects.filter(rights.curates_collection(request.user), pk=row.pk).exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The path of ids carries the inherited rights: it moves with the parent."""
        parent = obj.parent
        if not change:
            made = collections.create(
                obj.slug,
                obj.title,
                parent,
                description=obj.description,
                languages=obj.languages,
                visibility=obj.visibility,
            )
            obj.pk, obj.path = made.pk, made.path
            obj._state.adding = False
            return
        obj.parent_id = Collection.objects.values_list("parent_id", flat=True).get(pk=obj.pk)
        moved = obj.parent_id != (parent.pk if parent else None)
        super().save_model(request, obj, form, change)
        if moved:
            collections.move(obj, parent)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights.is_admin(request.user)


@admin.register(Membership)
class MembershipAdmin(Desk):
    list_display = ("person", "collection", "role")
    list_filter = ("role",)
    list_select_related = ("person", "collection")
    search_fields = ("person__username", "collection__title")
    autocomplete_fields = ("person", "collection")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows = admin.ModelAdmin.get_queryset(self, request)
        if rights.is_admin(request.user):
            return rows
        mine = Collection.objects.filter(rights.curates_collection(request.user)).order_by()
        return rows.filter(collection__in=mine.values("pk"))

    def may_edit(self, request: HttpRequest, row: Any) -> bool:
        return row is None or self.get_queryset(request).filter(pk=row.pk).exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.is_admin(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights.is_admin(request.user)

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
from archive.people import members


class LanguagesField(forms.CharField):
    """Codes with commas between; the first is the one most expected."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=200, help_text=_("ISO 639 codes: de, la, gmh"), **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return collections.language_codes(super().clean(value))


class CollectionForm(forms.ModelForm):  # type: ignore[type-arg]
    languages = LanguagesField(label=_("Languages"))

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
                by=request.user,
            )
            obj.pk, obj.path = made.pk, made.path
            obj._state.adding = False
            return
        obj.parent_id = Collection.objects.values_list("parent_id", flat=True).get(pk=obj.pk)
        moved = obj.parent_id != (parent.pk if parent else None)
        said = {name: getattr(obj, name) for name in collections.DESCRIBED}
        collections.describe(obj, request.user, **said)
        if moved:
            collections.move(obj, parent, request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Who gave whom which role is written down here as everywhere."""
        rows = formset.save(commit=False)
        for row, fields in formset.changed_objects:
            if "person" in fields:
                members.take(request.user, Membership.objects.get(pk=row.pk))
        for row in rows:
            members.give(request.user, row.collection, row.person, row.role)
        for row in formset.deleted_objects:
            members.take(request.user, row)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """To move a collection needs a curator of the one above: the site's own page asks for that."""
        return () if rights.is_admin(request.user) else ("parent",)

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

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Roles are given where one curates, not wherever one may upload."""
        if db_field.name == "collection":
            options["queryset"] = collections.curated_by(request.user)
        return admin.ModelAdmin.formfield_for_foreignkey(self, db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """As on the site: a role is given or taken, and written down."""
        before = Membership.objects.filter(pk=obj.pk).first()
        if before and (before.person_id, before.collection_id) != (obj.person_id, obj.collection_id):
            members.take(request.user, before)
        obj.pk = members.give(request.user, obj.collection, obj.person, obj.role).pk

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        members.take(request.user, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset.select_related("person", "collection"):
            members.take(request.user, membership)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.is_admin(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights.is_admin(request.user)

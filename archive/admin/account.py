"""Accounts. Opened, closed, made admin and given new passwords on the site's page of people: there an admin always
remains, whoever is shut out is signed out everywhere, and history is written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from archive import events, rights

admin.site.unregister([User, Group])


#: What is many is ticked off a list: Django's two boxes side by side are no good to a screen reader.
_TICKED: dict[Any, Any] = {ManyToManyField: {"widget": CheckboxSelectMultiple}}


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    formfield_overrides = _TICKED
    filter_horizontal = ()


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """For admins: who could give permissions could give themselves all of them."""

    formfield_overrides = _TICKED
    filter_horizontal = ()
    readonly_fields = ("username", "is_active", "is_superuser", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "is_active", "is_superuser")}),
        (None, {"fields": ("is_staff", "groups", "user_permissions")}),
        (None, {"fields": ("last_login", "date_joined")}),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rights.is_admin(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.is_admin(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.is_admin(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        messages.info(request, _("Make a link on this page; with it the person chooses a new password."))
        return redirect("people")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """After the person itself: permissions are saved last."""
        with transaction.atomic():
            super().save_related(request, form, formsets, change)
            if names := sorted(form.changed_data):
                person = form.instance
                events.record(request.user, "account_changed", person, name=person.get_username(), fields=names)

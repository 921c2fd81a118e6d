"""Records."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, Q
from django.http import HttpRequest

from archive import describing, events, rights
from archive.admin.desk import Desk
from archive.models import Page, Record


@admin.register(Record)
class RecordAdmin(Desk):
    list_display = ("title", "shelfmark", "collection", "state", "embargo_until", "trashed_at")
    list_select_related = ("collection",)
    list_filter = ("state", ("trashed_at", admin.EmptyFieldListFilter))
    search_fields = ("title", "shelfmark", "creator")
    raw_id_fields = ("collection",)
    readonly_fields = ("created_at", "source")
    ordering = ("-id",)
    record = ""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A record moves and goes to the trash on the site, where is said what that changes; who sees it is for
        its curators to say."""
        if obj is None:
            return (*self.readonly_fields, "trashed_at")
        fixed = (*self.readonly_fields, "collection", "trashed_at")
        curates = Record.objects.filter(rights.curates_record(request.user), pk=obj.pk).exists()
        return fixed if curates else (*fixed, "state", "withdrawn_why", "embargo_until")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What is changed here is written down as everywhere; publishing and withdrawing are changes of rights."""
        with transaction.atomic():
            kept = Record.objects.filter(pk=obj.pk).values(*form.changed_data).first() if change else None
            super().save_model(request, obj, form, change)
            names = [name for name in form.changed_data if kept is None or name in kept]
            after = {name: _plain(getattr(obj, name)) for name in names}
            before = {name: _plain(value) for name, value in (kept or {}).items()}
            if after or not change:
                events.record(request.user, "described" if change else "created", obj, before, **after)
            if change and "language" in names:
                describing.tell(Page.objects.filter(record=obj).values_list("pk", flat=True))

    def within(self, request: HttpRequest) -> Q:
        return rights.sees_record(request.user)


def _plain(value: Any) -> Any:
    """As history keeps it: things by their id, days and moments as text."""
    if isinstance(value, Model):
        return value.pk
    return value if value is None or isinstance(value, str | int | bool) else str(value)

"""Pages: what became of them, and letting halted ones try again."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import pipeline
from archive.admin.desk import Desk
from archive.models import Page

_before = (
    Page.objects.filter(record=OuterRef("record"), order__lte=OuterRef("order"))
    .order_by()
    .values("record")
    .annotate(n=Count("pk"))
    .values("n")
)


@admin.register(Page)
class PageAdmin(Desk):
    list_display = ("id", "thumb", "record", "order", "stage", "condition", "halted", "why_shortly")
    list_select_related = ("record",)
    list_filter = ("stage", "condition", ("halted", admin.EmptyFieldListFilter))
    search_fields = ("=id", "record__title", "record__shelfmark", "=halted")
    fields = (
        "record", "original", "index", "order", "image", "width", "height", "dpi", "turn", "stage",
        "condition", "current", "indexed", "attempts", "deaths", "halted", "why",
    )  # fmt: skip
    readonly_fields = fields
    ordering = ("-id",)
    actions = ("retry",)
    record = "record__"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        """With the number of each page, which its name would otherwise ask for row by row."""
        rows: QuerySet[Page] = super().get_queryset(request)
        return rows.annotate(place=Subquery(_before, output_field=IntegerField()))

    @admin.display(description=_("image"))
    def thumb(self, page: Page) -> SafeString | str:
        if not page.image:
            return "–"
        return format_html('<img src="/pages/{}/thumb.jpg" alt="" height="64" loading="lazy">', page.pk)

    @admin.display(description=_("why"))
    def why_shortly(self, page: Page) -> str:
        return page.why[:120]

    @admin.action(description=_("Let halted pages try again"), permissions=["change"])
    def retry(self, request: HttpRequest, pages: QuerySet[Page]) -> None:
        mine = Page.objects.editable_by(request.user).filter(pk__in=pages.order_by().values("pk"))
        count = pipeline.retry(mine)
        said = ngettext("%d page is tried again.", "%d pages are tried again.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

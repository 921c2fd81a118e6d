"""Pages: what became of them, image and text side by side; try again, read again, approve."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import errands
from archive.admin.desk import Desk
from archive.admin.reviewing import ByReason
from archive.models import Page
from archive.showing import seeing
from archive.work import acts

_before = (
    Page.objects.filter(record=OuterRef("record"), order__lte=OuterRef("order"))
    .order_by()
    .values("record")
    .annotate(n=Count("pk"))
    .values("n")
)


class ByReasonOfPage(ByReason):
    through = "review__"


@admin.register(Page)
class PageAdmin(Desk):
    list_display = ("id", "thumb", "record", "order", "stage", "condition", "halted", "why_shortly")
    list_select_related = ("record",)
    list_filter = (
        "stage",
        "condition",
        ("halted", admin.EmptyFieldListFilter),
        "current__verdict",
        "current__status",
        ByReasonOfPage,
    )
    search_fields = ("=id", "record__title", "record__shelfmark", "=halted")
    fields = (
        "record", "original", "index", "order", "image", "width", "height", "dpi", "turn", "stage",
        "condition", "current", "indexed", "attempts", "deaths", "halted", "why",
    )  # fmt: skip
    readonly_fields = fields
    ordering = ("-id",)
    actions = ("retry", "read_again", "approve", "skip")
    record = "record__"
    change_form_template = "admin/archive/page/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        """With the number of each page, which its name would otherwise ask for row by row."""
        rows: QuerySet[Page] = super().get_queryset(request)
        return rows.annotate(place=Subquery(_before, output_field=IntegerField()))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        page = self.get_object(request, object_id)
        beside: dict[str, Any] = {"show_save": False, "show_save_and_continue": False}
        if page is not None:
            version = seeing.text_of(page, request.user)
            beside |= {"version": version, "text": version.content().text if version else "", "shown": page}
        return super().change_view(request, object_id, form_url, beside | (extra_context or {}))

    @admin.display(description=_("image"))
    def thumb(self, page: Page) -> SafeString | str:
        if not page.image:
            return "–"
        return format_html('<img src="/pages/{}/thumb.jpg" alt="" height="64" loading="lazy">', page.pk)

    @admin.display(description=_("why"))
    def why_shortly(self, page: Page) -> str:
        return page.why[:60]

    @admin.action(description=_("Let halted pages try again"), permissions=["change"])
    def retry(self, request: HttpRequest, pages: QuerySet[Page]) -> None:
        count = acts.retry(self._mine(request, pages), request.user)
        said = ngettext("%d page is tried again.", "%d pages are tried again.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=_("Skip halted pages"), permissions=["change"])
    def skip(self, request: HttpRequest, pages: QuerySet[Page]) -> None:
        count = acts.skip(self._mine(request, pages), request.user)
        said = ngettext("%d page is skipped.", "%d pages are skipped.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=_("Read again"), permissions=["change"])
    def read_again(self, request: HttpRequest, pages: QuerySet[Page]) -> None:
        self._errand(request, "read_again", pages)

    @admin.action(description=_("Approve the texts"), permissions=["change"])
    def approve(self, request: HttpRequest, pages: QuerySet[Page]) -> None:
        self._errand(request, "approve", pages)

    def _mine(self, request: HttpRequest, pages: QuerySet[Page]) -> QuerySet[Page]:
        return Page.objects.editable_by(request.user).filter(pk__in=pages.order_by().values("pk"))

    def _errand(self, request: HttpRequest, verb: str, pages: QuerySet[Page]) -> None:
        """Few at once; many in steps, by the workers."""
        ids = list(pages.order_by("pk").values_list("pk", flat=True))
        errand = errands.begin(request.user, verb, {"pages": ids})
        said = ngettext("Done for %d page.", "Done for %d pages.", errand.done) % errand.done
        if not errand.finished_at:
            said = str(_("The pages are dealt with in steps; the work page says how far that is."))
        self.message_user(request, said, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

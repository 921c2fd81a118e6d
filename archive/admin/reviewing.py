"""What awaits a person, what looking found, and what somebody has not saved yet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import errands, rights
from archive.admin.desk import AppendOnly
from archive.models import Draft, Membership, Page, Review, Sample
from archive.reviewing import counting, words
from archive.showing import seeing


class ByReason(admin.SimpleListFilter):
    """By a code of the gate's reasons; only those that some text has."""

    title = _("reason")
    parameter_name = "reason"
    #: Leads from the rows to those of the review list.
    through = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        known = counting.awaiting(rights.reach(request.user)).reasons
        return [(code, words.reason(code)) for code, _n in known.most_common()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        code = self.value()
        return queryset.filter(**{f"{self.through}reasons__contains": f",{code},"}) if code else queryset


class ByAssignment(admin.SimpleListFilter):
    title = _("assigned to")
    parameter_name = "to"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        people = get_user_model()._default_manager.filter(pk__in=_assigned())
        return [
            ("nobody", _("nobody")),
            ("somebody", _("somebody")),
            *((str(pk), name) for pk, name in people.order_by("username").values_list("pk", "username")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        match self.value():
            case None:
                return queryset
            case "nobody" | "somebody" as value:
                return queryset.filter(assigned__isnull=value == "nobody")
            case value:
                return queryset.filter(assigned=int(value)) if value.isdecimal() else queryset.none()


def _assigned() -> QuerySet[Any]:
    return Review.objects.filter(assigned__isnull=False).order_by().values("assigned").distinct()


class To(forms.Form):
    """To whom pages are left: somebody who may edit somewhere."""

    to = forms.ModelChoiceField(label=_("Leave them to"), queryset=None)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        edit = Membership.objects.filter(role__in=rights.EDITORS).order_by().values("person")
        people = get_user_model()._default_manager.filter(Q(pk__in=edit) | Q(is_superuser=True), is_active=True)
        self.fields["to"].queryset = people.order_by("username")  # type: ignore[attr-defined]


@admin.register(Review)
class ReviewAdmin(AppendOnly):
    list_display = (
        "id",
        "thumb",
        "page_id",
        "collection",
        "wants",
        "risk",
        "verdict",
        "said_reasons",
        "sample",
        "assigned",
        "holder",
    )
    list_filter = ("verdict", ByReason, "wants", "sample", ByAssignment)
    list_select_related = ("collection", "assigned", "holder")
    search_fields = ("=page__id", "reasons", "=assigned__username")
    raw_id_fields = ("page", "transcription", "collection", "author", "assigned", "holder")
    ordering = ("-risk", "id")
    record = "page__record__"
    actions = ("accept", "read_again", "assign", "unassign")
    change_form_template = "admin/archive/page/change_form.html"

    def within(self, request: HttpRequest) -> Q:
        return rights.edits_record(request.user, "page__record__")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Image and text beside each other, as for a page."""
        row = self.get_object(request, object_id)
        beside: dict[str, Any] = {}
        if row is not None:
            page = Page.objects.select_related("current", "record").get(pk=row.page_id)
            version = seeing.text_of(page, request.user)
            beside = {"version": version, "text": version.content().text if version else "", "shown": page}
        return super().change_view(request, object_id, form_url, beside | (extra_context or {}))

    @admin.display(description=_("image"))
    def thumb(self, row: Review) -> SafeString:
        return format_html('<img src="/pages/{}/thumb.jpg" alt="" height="64" loading="lazy">', row.page_id)

    @admin.display(description=_("reasons"))
    def said_reasons(self, row: Review) -> str:
        return ", ".join(str(words.reason(code)) for code in row.reasons.split(",") if code)

    @admin.action(description=_("Accept the texts"), permissions=["view"])
    def accept(self, request: HttpRequest, rows: QuerySet[Review]) -> None:
        """Not what was quarantined, which deserves a look of its own."""
        self._errand(request, "approve", rows)

    @admin.action(description=_("Read again"), permissions=["view"])
    def read_again(self, request: HttpRequest, rows: QuerySet[Review]) -> None:
        self._errand(request, "read_again", rows)

    @admin.action(description=_("Assign to …"), permissions=["view"])
    def assign(self, request: HttpRequest, rows: QuerySet[Review]) -> HttpResponse | None:
        """First asks to whom."""
        form = To(request.POST if "sure" in request.POST else None)
        if form.is_valid():
            self._errand(request, "assign", rows, to=form.cleaned_data["to"].pk)
            return None
        asked = {
            **self.admin_site.each_context(request),
            "title": _("Assign to …"),
            "form": form,
            "opts": self.model._meta,
            "chosen": request.POST.getlist("_selected_action")[: self.list_max_show_all],
            "across": request.POST.get("select_across") == "1",
        }
        return TemplateResponse(request, "admin/archive/review/assign.html", asked)

    @admin.action(description=_("Take back the assignment"), permissions=["view"])
    def unassign(self, request: HttpRequest, rows: QuerySet[Review]) -> None:
        self._errand(request, "unassign", rows)

    def _errand(self, request: HttpRequest, verb: str, rows: QuerySet[Review], **options: Any) -> None:
        """Few at once; many in steps, by the workers. What was chosen is written down: what comes later was not."""
        pages = list(rows.order_by().values_list("page", flat=True))
        errand = errands.begin(request.user, verb, {"pages": sorted(pages)}, **options)
        said = ngettext("Done for %d page.", "Done for %d pages.", errand.done) % errand.done
        if not errand.finished_at:
            said = str(_("The pages are dealt with in steps; the work page says how far that is."))
        self.message_user(request, said, messages.SUCCESS)


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

"""A record's own words, changed in place; what two people wrote at once is shown side by side, never lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from archive import describing, events, rights
from archive.models import Collection, Event, Record
from archive.views.archivist.records.form import PARTS, RecordForm
from archive.views.archivist.records.found import curates, edited_or_404

LATELY = 12  # events shown


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    theirs: Any
    mine: Any


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, record_id: int) -> HttpResponse:
    """The whole description, or the one part named by `only`. For the script that edits where the words stand,
    which asks for a part by the header X-Part, only the form; and after saving, the words as they stand now."""
    record = edited_or_404(record_id, request.user)
    may_curate = curates(record, request.user)
    only = request.GET.get("only", "")
    if only and only not in PARTS:
        raise Http404
    in_place = bool(only) and request.headers.get("X-Part") == "words"
    form = RecordForm(request.POST or None, record=record, curates=may_curate, part=only)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            sealed = form.cleaned_data["seal"] or "-"
            before = describing.change(record, form.values(), request.user, sealed=sealed, over=form.over)
        except describing.Stale as stale:
            differences = _differences(form, stale.now)
            form.renewed(stale.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if in_place:
                return render(request, "archive/_about.html", {"record": record, "edits": True})
            _say(request, record, before)
            if Record.objects.editable_by(request.user).filter(pk=record.pk).exists():
                return redirect("record", record.pk)
            return redirect("home")
    if in_place:
        return render(
            request, "archivist/_in_place.html", {"record": record, "form": form, "differences": differences}
        )
    return render(
        request,
        "archivist/record_edit.html",
        {
            "record": record,
            "form": form,
            "only": only,
            "differences": differences,
            "curates": may_curate,
            "admin": rights.is_admin(request.user),
            "places": _places(request, record) if may_curate else (),
            "history": _history(record),
        },
        status=409 if differences else 200,
    )


@require_safe
def date(request: HttpRequest) -> HttpResponse:
    """How a date is understood, said while it is written."""
    given = request.GET.get("date_text", "")[:200]
    first, last = describing.understood(given)
    answer = render(request, "archivist/record_date.html", {"given": given.strip(), "first": first, "last": last})
    answer["Cache-Control"] = "no-store"
    return answer


def _differences(form: RecordForm, now: Record) -> list[Difference]:
    mine = form.values()
    return [
        Difference(str(form.fields[name].label), getattr(now, name), value)
        for name, value in mine.items()
        if getattr(now, name) != value
    ]


def _say(request: HttpRequest, record: Record, before: dict[str, Any]) -> None:
    if not before:
        messages.success(request, _("Nothing was different, nothing was saved."))
        return
    messages.success(request, _("Saved."))
    if "language" in before and record.pages.filter(current__isnull=False).exists():
        messages.warning(
            request, _("Pages read before keep their text. If another language reads them better, read them again.")
        )


def _places(request: HttpRequest, record: Record) -> Any:
    """Where the person may put the record."""
    return Collection.objects.editable_by(request.user).exclude(pk=record.collection_id).order_by("title", "pk")


def _history(record: Record) -> list[tuple[Event, list[Difference]]]:
    """What was done to the record lately; for descriptions what was there before and after."""
    told = Event.objects.filter(target=events.named(record)).select_related("actor").order_by("-id")
    return [(event, _written(event)) for event in told[:LATELY]]


def _written(event: Event) -> list[Difference]:
    if event.verb != "described":
        return []
    names = {name: str(Record._meta.get_field(name).verbose_name) for name in describing.FIELDS}  # type: ignore[union-attr]
    return [
        Difference(names[name], event.before.get(name), event.after.get(name))
        for name in {**event.before, **event.after}
        if name in names
    ]

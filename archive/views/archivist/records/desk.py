"""The records of a collection as a table to work through: found, chosen, and changed together."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive import rights
from archive.keeping import acts, many
from archive.keeping.choosing import MOST, Wanted, counted, records
from archive.models import Act, Collection, Page, Record
from archive.rights import Person
from archive.showing import numerals
from archive.views.archivist.records.many_form import ChangeForm

SCREEN = 50
EXAMPLES = 20  # records that a preview shows one by one


@dataclass(frozen=True, slots=True)
class Row:
    record: Record
    pages: int
    halted: int


def edited_or_404(slug: str, person: Person) -> Collection:
    found = Collection.objects.editable_by(person).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def curates(collection: Collection, person: Person) -> bool:
    return Collection.objects.filter(rights.curates_collection(person), pk=collection.pk).exists()


@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    collection = edited_or_404(slug, request.user)
    wanted = Wanted.given(request.GET)
    may_curate = curates(collection, request.user)
    form = ChangeForm(here=collection, person=request.user, curates=may_curate)
    return render(
        request,
        "archivist/records_desk.html",
        _listed(request, collection, wanted) | {"form": form, "curates": may_curate},
    )


@require_POST
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What would change; nothing does yet."""
    collection = edited_or_404(slug, request.user)
    wanted, may_curate = Wanted.given(request.POST), curates(collection, request.user)
    form = ChangeForm(request.POST, here=collection, person=request.user, curates=may_curate)
    ids = _ids(request)
    if ids == []:
        form.add_error(None, _("Choose the records first: tick some, or choose all that match."))
    if not form.is_valid():
        told = _listed(request, collection, wanted) | {"form": form, "curates": may_curate, "ids": ids or []}
        return render(request, "archivist/records_desk.html", told, status=400)
    rows = _meant(collection, request.user, wanted, ids)
    values, to = form.values(), form.to()
    examples = [
        (record, _differences(record, values, to)) for record in rows.select_related("collection")[:EXAMPLES]
    ]
    return render(
        request,
        "archivist/records_preview.html",
        {
            "collection": collection,
            "outlook": many.outlook(rows, request.user, values, to),
            "examples": examples,
            "given": _given(request),
            "upto": rows.order_by("-pk").values_list("pk", flat=True).first() or 0,
            "another_language": "language" in values,
            "back": f"?{urlencode(wanted.as_query())}",
        },
    )


@require_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    collection = edited_or_404(slug, request.user)
    wanted, ids = Wanted.given(request.POST), _ids(request)
    form = ChangeForm(request.POST, here=collection, person=request.user, curates=curates(collection, request.user))
    if ids == [] or not form.is_valid():
        raise BadRequest(_("This change cannot be understood any more. Go back and choose again."))
    values: dict[str, object] = form.values()
    if (to := form.to()) is not None:
        values["collection"] = to.pk
    what = many.whole(ids, wanted, numerals.whole(request.POST.get("upto", "")) or 0, values)
    act = acts.begin(Act.Kind.CHANGE, request.user, collection, what)
    acts.set_about(act)
    return redirect("act", act.pk)


def _given(request: HttpRequest) -> list[tuple[str, str]]:
    """What was asked, to be sent once more when it is confirmed."""
    every = ((name, str(value)) for name, values in request.POST.lists() for value in values)
    return [(name, value) for name, value in every if name not in ("csrfmiddlewaretoken", "upto")]


def _ids(request: HttpRequest) -> list[int] | None:
    """The records that were ticked; None where all that match are meant."""
    if request.POST.get("which") == "all":
        return None
    given = (numerals.whole(value) for value in request.POST.getlist("record")[: 10 * SCREEN])
    return [pk for pk in given if pk is not None]


def _meant(collection: Collection, person: Person, wanted: Wanted, ids: list[int] | None) -> QuerySet[Record]:
    rows = records(collection, person, wanted if ids is None else Wanted())
    return rows if ids is None else rows.filter(pk__in=ids)


def _listed(request: HttpRequest, collection: Collection, wanted: Wanted) -> dict[str, object]:
    """One screen of the table. The number of queries does not grow with the collection."""
    every = records(collection, request.user, wanted)
    after = numerals.whole(request.GET.get("after", ""))
    listed = list((every.filter(pk__gt=after) if after is not None else every)[: SCREEN + 1])
    ids = [record.pk for record in listed[:SCREEN]]
    pages = Page.objects.filter(record__in=ids).order_by().values("record")
    counts = {
        row["record"]: (row["n"], row["stopped"])
        for row in pages.annotate(n=Count("pk"), stopped=Count("pk", filter=~Q(halted="")))
    }
    query = wanted.as_query()
    whole = after is None and len(listed) <= SCREEN
    matching = len(listed) if whole else counted(every)
    last = Act.objects.filter(collection=collection, person_id=request.user.pk, kind=Act.Kind.CHANGE)
    return {
        "collection": collection,
        "wanted": wanted,
        "rows": [Row(record, *counts.get(record.pk, (0, 0))) for record in listed[:SCREEN]],
        "matching": min(matching, MOST),
        "more_than": matching > MOST,
        "next": urlencode({**query, "after": ids[-1]}) if len(listed) > SCREEN else "",
        "first": urlencode(query) if after is not None else None,
        "last_act": last.filter(undone_by__isnull=True).order_by("-pk").first(),
    }


def _differences(
    record: Record, values: dict[str, object], to: Collection | None
) -> list[tuple[str, object, object]]:
    told = [
        (_name(name), _shown(name, getattr(record, name)), _shown(name, value))
        for name, value in values.items()
        if getattr(record, name) != value
    ]
    if to is not None and to.pk != record.collection_id:
        told.append((_("collection"), record.collection.title, to.title))
    return told


def _name(field: str) -> str:
    return str(Record._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _shown(field: str, value: object) -> object:
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "DATE_FORMAT")
    return str(Record.State(str(value)).label) if field == "state" else value

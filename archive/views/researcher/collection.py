"""A collection: its description, what is below it, and its records."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.models import Collection, Record
from archive.showing import holdings, numerals

SCREEN = 60


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    person = request.user
    shown = Collection.objects.visible_to(person).select_related("parent").filter(slug=slug).first()
    if shown is None:
        raise Http404
    shelves = holdings.of(person, shown)
    # By id, never by offset: the last screen costs what the first does.
    records = Record.objects.visible_to(person).filter(collection=shown).order_by("id")
    after = numerals.whole(request.GET.get("after", ""))
    if after is not None:
        records = records.filter(pk__gt=after)
    listed = list(records[: SCREEN + 1])
    return render(
        request,
        "archive/collection.html",
        {
            "collection": shown,
            "above": Collection.objects.visible_to(person).filter(pk=shown.parent_id or 0).first(),
            "shelf": shelves[0],
            "below": shelves[1:],
            "records": holdings.with_covers(listed[:SCREEN]),
            "after": listed[SCREEN - 1].pk if len(listed) > SCREEN else None,
        },
    )

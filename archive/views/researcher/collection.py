"""A collection: its description, what is below it, and its records."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import rights
from archive.models import Collection, Record
from archive.reviewing import rates
from archive.showing import holdings, numerals

SCREEN = 60


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    reach = rights.reach(request.user)
    shown = Collection.objects.filter(slug=slug).first()
    if shown is None or not _sees(reach, shown.pk):
        raise Http404
    shelves = holdings.of(reach, shown)
    edits = reach.sees is None or shown.pk in reach.edits
    # By id, never by offset: the last screen costs what the first does.
    records = Record.objects.filter(reach.sees_record(), collection=shown).order_by("id")
    after = numerals.whole(request.GET.get("after", ""))
    if after is not None:
        records = records.filter(pk__gt=after)
    listed = list(records[: SCREEN + 1])
    return render(
        request,
        "archive/collection.html",
        {
            "collection": shown,
            "above": _above(shown, reach),
            "shelf": shelves[0],
            "below": shelves[1:],
            "records": holdings.with_covers(listed[:SCREEN]),
            "after": listed[SCREEN - 1].pk if len(listed) > SCREEN else None,
            "later": after is not None,
            "curates": reach.sees is None or shown.pk in reach.curates,
            "edits": edits,
            "rate": rates.measured(shelf.collection.pk for shelf in shelves) if edits else None,
        },
    )


def _above(shown: Collection, reach: rights.Reach) -> list[Collection]:
    """From the root to the one above, as far as they may be seen."""
    ids = [int(pk) for pk in shown.path.strip("/").split("/") if pk and int(pk) != shown.pk]
    rows = Collection.objects.in_bulk([pk for pk in ids if _sees(reach, pk)])
    return [rows[pk] for pk in ids if pk in rows]


def _sees(reach: rights.Reach, pk: int) -> bool:
    return reach.sees is None or pk in reach.sees

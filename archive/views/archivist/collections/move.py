"""A collection put below another one: what that changes for people is said before it is done."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive import collections, rights
from archive.blocks import storable
from archive.models import Collection, Record
from archive.people import inheritance

TOP = "/"  # which no short name can be


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str) -> HttpResponse:
    movable = collections.movable_by(request.user).select_related("parent")
    collection = movable.filter(slug=slug).first()
    if collection is None:
        raise Http404
    given = storable((request.POST if request.method == "POST" else request.GET).get("to", ""))
    chosen, parent = _to(given, collection, request.user)
    if request.method == "POST":
        if not chosen:
            raise Http404
        try:
            collections.move(collection, parent, request.user)
        except ValueError:  # moved below it in the meantime
            messages.error(request, _("A collection cannot be part of itself."))
            return redirect("collection-move", collection.slug)
        messages.success(request, _("“%(title)s” is in its new place.") % {"title": collection.title})
        return redirect("collection", collection.slug)
    below = Collection.objects.filter(path__startswith=collection.path)
    return render(
        request,
        "archivist/collection_move.html",
        {
            "collection": collection,
            "curates": True,
            "places": _as_tree(_targets(collection, request.user)),
            "to_top": rights.is_admin(request.user) and collection.parent_id is not None,
            "given": given if chosen else "",
            "chosen": chosen,
            "to": parent,
            "change": inheritance.if_moved(collection, parent) if chosen else None,
            "collections_below": below.count() - 1,
            "records": Record.objects.filter(collection__in=below.order_by().values("pk")).count(),
        },
    )


def _targets(collection: Collection, person: rights.Person) -> QuerySet[Collection]:
    """Where the person may put it: what they curate, except where it is and what is below it."""
    return (
        collections.curated_by(person)
        .exclude(path__startswith=collection.path)
        .exclude(pk=collection.parent_id or 0)
    )


def _to(given: str, collection: Collection, person: rights.Person) -> tuple[bool, Collection | None]:
    """Whether a place was named that the person may choose, and which; None is the top."""
    if given == TOP:
        return rights.is_admin(person) and collection.parent_id is not None, None
    found = _targets(collection, person).filter(slug=given).first() if given else None
    return found is not None, found


def _as_tree(rows: QuerySet[Collection]) -> list[tuple[Collection, str]]:
    """Each with the titles above it that the person may choose too, for a flat list of choices."""
    listed = list(rows)
    titles = {row.pk: row.title for row in listed}
    lines = [(row, [titles[pk] for pk in inheritance.line(row.path) if pk in titles]) for row in listed]
    return [
        (row, " › ".join(line))
        for row, line in sorted(lines, key=lambda pair: [part.casefold() for part in pair[1]])
    ]

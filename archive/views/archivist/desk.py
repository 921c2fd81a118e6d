"""The archivist's first page: what they work in, and what waits for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import collections, rights
from archive.models import Accession, Collection, Page, Record
from archive.people import duties, inheritance
from archive.showing import holdings

FEW = 6
DEEPEST = 6  # levels that are set in further; more would leave no room for titles


@dataclass(frozen=True, slots=True)
class Place:
    shelf: holdings.Shelf
    depth: int
    curates: bool
    is_open: bool  # to everybody, because it or one above it is
    staff: inheritance.Staff


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    person = request.user
    if not duties.edits_somewhere(person):
        raise Http404
    reach = rights.reach(person)
    edited = Collection.objects.editable_by(person).order_by()
    drafts = Record.objects.editable_by(person).filter(state=Record.State.DRAFT)
    halted = Page.objects.editable_by(person).exclude(halted="")
    brought = (
        Accession.objects.filter(collection__in=edited.values("pk"))
        .select_related("collection", "person")
        .annotate(
            files=Count("uploads"),
            taken=Count("uploads", filter=Q(uploads__outcome="taken")),
            refused=Count("uploads", filter=Q(uploads__outcome="refused")),
        )
    )
    return render(
        request,
        "archivist/desk.html",
        {
            "places": _places(person, reach),
            "admin": rights.is_admin(person),
            "drafts": drafts.select_related("collection").order_by("-id")[:FEW],
            "draft_count": drafts.count(),
            "halted": halted.select_related("record").order_by("-id")[:FEW],
            "halted_count": halted.count(),
            "accessions": brought.order_by("-id")[:FEW],
        },
    )


def _places(person: rights.Person, reach: rights.Reach) -> list[Place]:
    shelves = holdings.of(reach)
    if reach.sees is not None:
        shelves = [shelf for shelf in shelves if shelf.collection.pk in reach.edits]
    curated = set(collections.curated_by(person).order_by().values_list("pk", flat=True))
    staff = inheritance.staff((shelf.collection for shelf in shelves), person)
    everybody = rights.reach(AnonymousUser())
    shown = {shelf.collection.pk for shelf in shelves}
    return [
        Place(
            shelf,
            min(DEEPEST, sum(pk in shown for pk in inheritance.line(shelf.collection.path)) - 1),
            shelf.collection.pk in curated,
            shelf.collection.pk in (everybody.sees or ()),
            staff[shelf.collection.pk],
        )
        for shelf in shelves
    ]

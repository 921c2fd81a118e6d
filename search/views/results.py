"""Results of a search: each page with a picture and the words of its best passage, and why it was found."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import rights
from archive.faults import Fault
from archive.models import Collection, Page, Record, Transcription
from archive.showing.numerals import whole
from search import extracts, snippets, standing, trail
from search.finding import Found, Hit, find
from search.views.asked import MOST, STEP, Asked, rank, read

SNIPPET_WIDTH = 900
NAMED = 5  # records that bear what was typed in their title or shelfmark


@dataclass(frozen=True, slots=True)
class Shown:
    rank: int
    hit: Hit
    pieces: tuple[tuple[str, bool], ...]  # the text, cut at its marks
    words: tuple[str, ...]  # of the query, as they stand in the passage
    snippet: snippets.Snippet | None
    address: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A collection to look in; `pages` is how many hold the words, as far as the person may see."""

    collection: Collection
    depth: int
    pages: int


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    asked = read(request)
    reach = rights.reach(request.user)
    start = _start(request)
    found = _found(asked, request, start + STEP + 1)
    hits = found.hits[start : start + STEP]
    pages = Page.objects.filter(reach.sees_record("record__")).in_bulk([hit.page_id for hit in hits])
    shown = [
        _shown(n, hit, pages[hit.page_id], asked) for n, hit in enumerate(hits, start + 1) if hit.page_id in pages
    ]
    counts, more_counted = _counts(asked, reach)
    more = len(found.hits) > start + STEP and start + STEP < MOST
    return render(
        request,
        "search/results.html",
        {
            "q": asked.query,
            "asked": asked,
            "collection": asked.collection,
            "record": Record.objects.filter(reach.sees_record(), pk=asked.record).first() if asked.record else None,
            "choices": _choices(reach, counts),
            "counted": bool(counts),
            "more_counted": more_counted,
            "everywhere": asked.address(collection="", record=""),
            "statuses": Transcription.Status.values,
            "verdicts": standing.FINDABLE,
            "anyhow": asked.address(status="", verdict="") if asked.standing != standing.ANY else "",
            "named": _named(asked, reach) if not start else [],
            "note": found.note,
            "shown": shown,
            "first": start + 1,
            "last": start + len(hits),
            "earlier": asked.address(start=max(0, start - STEP)) if start else "",
            "later": asked.address(start=start + STEP) if more else "",
            "at_end": start + STEP >= MOST and len(found.hits) > start + STEP,
        },
    )


def _start(request: HttpRequest) -> int:
    """How many results come before this screen. `at` names a result that must be on it."""
    at = rank(request.GET.get("at", ""))
    start = at - 1 if at else min(whole(request.GET.get("start", "")) or 0, MOST - STEP)
    return start // STEP * STEP


def _found(asked: Asked, request: HttpRequest, limit: int) -> Found:
    if not asked.query:
        return Found((), "")
    try:
        return find(
            asked.query,
            request.user,
            collection=asked.collection or None,
            record_id=asked.record,
            standing=asked.standing,
            limit=limit,
        )
    except Fault as fault:
        return Found((), fault.message)


def _counts(asked: Asked, reach: rights.Reach) -> tuple[dict[int, int], bool]:
    try:
        return trail.by_collection(asked.query, reach, asked.standing) if asked.query else ({}, False)
    except Fault:  # a standing that nobody uses: said where the results would be
        return {}, False


def _choices(reach: rights.Reach, counts: dict[int, int]) -> list[Choice]:
    listed = trail.collections(reach)
    depths = {collection.pk: collection.path.count("/") - 2 for collection in listed}
    return [Choice(each, max(0, depths[each.pk]), counts.get(each.pk, 0)) for each in listed]


def _named(asked: Asked, reach: rights.Reach) -> list[Record]:
    """Records whose title, shelfmark or creator says what was typed: some look for a thing, not for its words."""
    if not asked.query or asked.record:
        return []
    said = asked.query.strip('"“”„«» ')
    if len(said) < 3:
        return []
    rows = Record.objects.filter(reach.sees_record()).filter(
        Q(title__icontains=said) | Q(shelfmark__istartswith=said) | Q(creator__icontains=said)
    )
    if asked.collection:
        within = Collection.objects.filter(slug=asked.collection).values_list("path", flat=True).first()
        rows = rows.filter(collection__path__startswith=within) if within else rows.none()
    return list(rows.select_related("collection").order_by("-id")[:NAMED])


def _shown(n: int, hit: Hit, page: Page, asked: Asked) -> Shown:
    snippet = snippets.of(hit, page.upright_size, SNIPPET_WIDTH)
    marked = dict.fromkeys(" ".join(hit.text[start:end].split()).casefold() for start, end in hit.marks)
    address = f"{page.get_absolute_url()}{asked.address(n=n)}"
    return Shown(n, hit, extracts.of(hit.text, hit.marks), tuple(marked)[:6], snippet, address)

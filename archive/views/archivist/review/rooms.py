"""Reviewing at a glance: how much awaits, where and why, one's own pages, how far it is, and how often the machine
is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from archive import rights
from archive.models import Collection, Event, Review, Transcription
from archive.people import duties, inheritance
from archive.reviewing import counting, progress, rates, words
from archive.reviewing.queue import Filters

_MINE, _MOST_ROWS, _DEEPEST, _MOST_PEOPLE = 8, 300, 6, 50


@dataclass(frozen=True, slots=True)
class Room:
    """A collection with those below it."""

    collection: Collection
    depth: int
    awaiting: int
    standing: progress.Standing
    rate: rates.Rate | None


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    if not duties.edits_somewhere(request.user):
        raise Http404
    reach = rights.reach(request.user)
    filters = Filters.of(request.GET)
    every = counting.awaiting(reach)
    chosen = counting.awaiting(reach, filters) if filters.query else every
    places = _places(reach)
    return render(
        request,
        "archivist/review.html",
        {
            "filters": filters,
            "every": every,
            "chosen": chosen,
            "places": places[:_MOST_ROWS],
            "reasons": [(code, words.reason(code), n) for code, n in chosen.reasons.most_common()],
            "every_reason": [(code, words.reason(code)) for code, _n in every.reasons.most_common()],
            "languages": sorted(every.languages),
            "verdicts": Transcription.Verdict.choices,
            "wants": Review.Wants.choices,
            "rooms": _rooms(places, every)[:_MOST_ROWS],
            "held": _mine(request, holder=request.user.pk, held_until__gt=timezone.now()),
            "assigned": _mine(request, assigned=request.user.pk),
            "skipped": _passed_over(request).count(),
            "people": progress.deeds(request.user, reach)[:_MOST_PEOPLE],
            "days": progress.DAYS,
        },
    )


@require_POST
def take_up(request: HttpRequest) -> HttpResponse:
    """Pages that this person passed over are offered to them again."""
    if not duties.edits_somewhere(request.user):
        raise Http404
    me = str(request.user.pk)
    listed = list(_passed_over(request).values_list("pk", "skips")[:_MOST_ROWS])
    for pk, skips in listed:
        # Only where nobody else passed it over meanwhile; else it is taken up the next time.
        left = {who: why for who, why in skips.items() if who != me}
        Review.objects.filter(pk=pk, skips=skips).update(skips=left)
    count = len(listed)
    said = ngettext("%(n)d page is offered to you again.", "%(n)d pages are offered to you again.", count)
    messages.success(request, said % {"n": count}) if count else messages.info(
        request, _("You passed no page over.")
    )
    return redirect("review")


def _passed_over(request: HttpRequest) -> QuerySet[Review]:
    """Found by one's own history: no index knows who passed a row over."""
    told = Event.objects.filter(actor=request.user.pk, verb="passed_over").order_by("-id")
    pages = {int(target.partition(":")[2]) for target in told.values_list("target", flat=True)[:_MOST_ROWS]}
    return Review.objects.filter(page__in=pages, skips__has_key=str(request.user.pk))


def _mine(request: HttpRequest, **of: Any) -> list[Review]:
    """What the person has before them, or was asked to look at; what they may no longer edit is not theirs."""
    rows = Review.objects.filter(rights.reach(request.user).edits_record("page__record__"), **of)
    return list(rows.select_related("page__record").order_by("-risk", "pk")[:_MINE])


def _places(reach: rights.Reach) -> list[tuple[Collection, int]]:
    """Collections the person works in, as a tree, with their depth."""
    rows = Collection.objects.exclude(path="").order_by()
    if reach.sees is not None:
        rows = rows.filter(pk__in=reach.edits)
    by_id = {each.pk: each for each in rows}
    lines = {pk: [at for at in inheritance.line(each.path) if at in by_id] for pk, each in by_id.items()}

    def rank(pk: int) -> list[tuple[str, int]]:
        return [(by_id[at].title.casefold(), at) for at in lines[pk]]

    return [(by_id[pk], min(_DEEPEST, len(lines[pk]) - 1)) for pk in sorted(by_id, key=rank)]


def _rooms(places: list[tuple[Collection, int]], every: counting.Awaiting) -> list[Room]:
    standings = progress.standings()
    samples = rates.by_collection(each.pk for each, _depth in places)
    below: dict[int, list[int]] = {}
    for each, _depth in places:
        for pk in inheritance.line(each.path):
            below.setdefault(pk, []).append(each.pk)
    return [
        Room(
            each,
            depth,
            sum(every.collections[pk] for pk in below[each.pk]),
            progress.summed(standings, below[each.pk]),
            rates.rate([row for pk in below[each.pk] for row in samples.get(pk, ())]),
        )
        for each, depth in places
    ]

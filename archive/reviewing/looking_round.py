"""Noticing what nobody told the list of texts that await a person: archives of older releases, lost rows, pages
that moved, standards that changed."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import OuterRef, Subquery

from archive import errands, standards
from archive.models import Collection, Errand, Page, Review
from archive.reviewing import weighing
from archive.standards import Standards

#: Pages compared in one glance, and how many of them are put right there and then.
GLANCE, FEW = 2000, 40
_SECONDS = 1.0  # of one tidying
_SOME = 500  # pages in one statement
_place = 0


def tidy() -> None:
    """Goes on looking round where it stopped the last time: 2,000 pages take some 20 ms."""
    global _place
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        _place = look_round(_place)
        if not _place:
            return


def look_round(after: int = 0) -> int:
    """Compares the next GLANCE pages with the list and puts right what differs. Where that is more than FEW, an
    errand does it from there on, in steps. Returns where to go on, 0 at the end."""
    ids = list(Page.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:GLANCE])
    if not ids:
        return 0
    wrong = amiss(Page.objects.filter(pk__gt=after, pk__lte=ids[-1]))
    if len(wrong) > FEW:
        if not Errand.objects.filter(verb="weigh", operator=True, finished_at__isnull=True).exists():
            errands.begin(None, "weigh", {"from": wrong[0]})
        return 0  # it goes on to the end itself
    for pk in wrong:
        anew(pk)
    return ids[-1] if len(ids) == GLANCE else 0


def amiss(pages: Any) -> list[int]:
    """Ids of those for which the list says something else than page, record and collection do. Two queries."""
    names = ("pk", "current", "current__status", "record__collection", "record__language")
    of_row = ("review__transcription", "review__wants", "review__collection", "review__language")
    known = _Holding()
    wrong = []
    for pk, current, status, place, language, of, wants, stands, said in (
        pages.order_by("pk").values_list(*names, *of_row).iterator()
    ):
        wanted = weighing.wanted(status, known.of(place)) if current else ""
        right = (current, wanted, place, weighing.language(language, known.languages(place)))
        if (wanted or of) and right != (of, wants, stands, said):
            wrong.append(pk)
    return wrong


class _Holding:
    """Standards and languages of collections, each looked up once."""

    def __init__(self) -> None:
        self._rows: dict[int, Collection] = {}
        self._standards: dict[int, Standards] = {}

    def _row(self, pk: int) -> Collection:
        if pk not in self._rows:
            self._rows[pk] = Collection.objects.get(pk=pk)
        return self._rows[pk]

    def of(self, pk: int) -> Standards:
        if pk not in self._standards:
            self._standards[pk] = standards.of(self._row(pk))
        return self._standards[pk]

    def languages(self, pk: int) -> list[Any]:
        return list(self._row(pk).languages)


@transaction.atomic
def anew(page_id: int) -> None:
    """Weighs the text that counts now; the page cannot get another meanwhile."""
    Page.objects.select_for_update().filter(pk=page_id).values_list("pk").first()
    page = Page.objects.select_related("current__author", "record__collection").filter(pk=page_id).first()
    if page is not None and page.current is not None:
        weighing.weigh(page, page.current)
    elif page is not None:
        Review.objects.filter(page=page).delete()


def changed(page_ids: Iterable[int]) -> None:
    """Pages stand in another collection, are written in another language, or have no text any more, see
    archive.registry.PAGES_CHANGED: their rows follow. Where another collection judges differently they are weighed
    anew, many of them in steps."""
    pages = list(page_ids)
    known, differ = _Holding(), []
    for at in range(0, len(pages), _SOME):
        some = pages[at : at + _SOME]
        rows = Page.objects.filter(pk__in=some).order_by()
        Review.objects.filter(page__in=rows.filter(current__isnull=True).values("pk")).delete()
        written: dict[str, list[int]] = {}
        for pk, place, language, stands, before in rows.filter(current__isnull=False).values_list(
            "pk", "record__collection", "record__language", "review__collection", "review__language"
        ):
            said = weighing.language(language, known.languages(place))
            if stands is None or (stands != place and known.of(stands) != known.of(place)):
                differ.append(pk)
            elif said != before:
                written.setdefault(said, []).append(pk)
        for said, listed in written.items():
            Review.objects.filter(page__in=listed).update(language=said)
        here = Page.objects.filter(pk=OuterRef("page")).order_by().values("record__collection")[:1]
        Review.objects.filter(page__in=some).update(collection=Subquery(here))
    if len(differ) > errands.FEW:
        errands.begin(None, "weigh", {"pages": differ})
    else:
        for pk in differ:
            anew(pk)


def standards_changed(collection: Collection, by: Any) -> None:
    """What holds in the collection is not what did: its texts, and those below, are weighed anew in steps."""
    errands.begin(by, "weigh", {"collection": collection.pk})


class Weigh:
    """The same for many pages, see `archive.errands`."""

    batch: ClassVar[int] = 50

    def prepare(self, errand: Errand, pages: list[int]) -> list[int]:
        # From an id on, most pages are as they should be; after a change of standards the risk may be another.
        return amiss(Page.objects.filter(pk__in=pages)) if "from" in errand.scope else pages

    def carry_out(self, errand: Errand, prepared: Any) -> int:
        for pk in prepared:
            anew(pk)
        return len(prepared)

"""Replaying the news onto the index. One process at a time does so, whoever holds the folder's lock."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from archive.blocks import JOINT
from archive.faults import Fault
from archive.models import Page, Region
from search import news, standing, stems, vectors
from search.embedder import Embedder, named
from search.index import Changes, Piece, SearchIndex, State, generations
from search.models import IndexChange, Passage

if TYPE_CHECKING:
    from search.index.local import LocalIndex

log = logging.getLogger(__name__)
#: Pages taken in with one commit.
BATCH = 500
#: Seconds between two looks at the news, and between two looks round for what nobody told.
GLANCE, ROUND = 0.2, 1.0
#: Seconds until a rebuild that failed is tried again: the first time, and at most.
AGAIN, SELDOM = 30.0, 3600.0


def catch_up(wait: float = 30.0) -> bool:
    """Takes in all news: does so itself, or waits at most `wait` seconds for the follower that runs.
    Says whether the index knows all that was known when this began."""
    goal, until = news.last(), time.monotonic() + wait
    while True:
        with generations.lock("index") as ours:
            if ours:
                try:
                    replay()
                finally:
                    # Tantivy has a lock of its own: it must not outlive ours, or the next follower stumbles.
                    if opened := generations.opened():
                        opened[1].close()
                return True
        opened = generations.opened()
        if opened and opened[1].position >= goal:
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(0.1)


def replay() -> int:
    """Brings the index that counts up to date, making it if there is none. Returns how many pages were
    taken in. The caller holds the lock."""
    generation, index = _ours()
    return feed(index, named(generation.embedder))


def _ours() -> tuple[generations.Generation, LocalIndex]:
    opened = generations.opened()
    if opened is None or opened[1].position > news.last():
        # None yet, or the database was put back to an earlier day.
        fresh = generations.begin(settings.MUNIMENT_EMBEDDER, news.last())
        generations.swap(fresh)
        with generations.lock("rebuild") as nobody_builds:
            if nobody_builds:
                generations.sweep()
        opened = generations.opened()
    if opened is None:
        raise RuntimeError("the index folder was removed while it was being opened")
    return opened


def feed(index: SearchIndex, tool: Embedder) -> int:
    """Applies all news after the index's position."""
    taken = 0
    while batch := list(IndexChange.objects.filter(number__gt=index.position).order_by("number")[:BATCH]):
        index.apply(Changes(batch[-1].number, tuple(states([change.page for change in batch], tool))))
        taken += len(batch)
    return taken


def states(page_ids: list[int], tool: Embedder) -> Iterator[State]:
    """What the index is to know of these pages now; a page that is gone or quarantined is empty."""
    pages = Page.objects.select_related("record__collection", "indexed").in_bulk(page_ids)
    rows: dict[int, list[Passage]] = {}
    for row in Passage.objects.filter(page__in=page_ids).order_by("start"):
        rows.setdefault(row.page_id, []).append(row)
    made = vectors.complete([row for some in rows.values() for row in some], tool)
    texts = _texts([page.indexed.pk for page in pages.values() if page.indexed and page.indexed.findable])
    for page_id in page_ids:
        page = pages.get(page_id)
        text = texts.get(page.indexed_id or 0, "") if page else ""
        if page is None or not text:
            yield State(page_id)
            continue
        here = [row for row in rows.get(page_id, []) if row.text_hash in made]
        yield State(
            page_id,
            page.record_id,
            page.record.collection_id,
            stems.language(page.record.language, *page.record.collection.languages),
            text,
            tuple(Piece(row.pk, made[row.text_hash]) for row in here),
            standing.number(page.indexed.status, page.indexed.verdict) if page.indexed else 0,
        )


def _texts(versions: list[int]) -> dict[int, str]:
    parts: dict[int, list[str]] = {}
    regions = Region.objects.filter(transcription__in=versions).order_by("transcription", "ordinal")
    for version, text in regions.values_list("transcription", "body__text"):
        parts.setdefault(version, []).append(text)
    return {version: JOINT.join(texts) for version, texts in parts.items()}


def follow(until: float | None = None) -> None:
    """Follows the news for ever, or up to a moment of time.monotonic(). The caller holds the lock.

    When the settings name another embedder than the index was made with, or its files still hold what a
    takedown removed, a new index is built beside while the old one goes on answering."""
    seen: tuple[int, str] | None = None
    place, rounds = 0, 0.0
    builder: threading.Thread | None = None
    rebuild_at, pause = 0.0, AGAIN
    while until is None or time.monotonic() < until:
        if time.monotonic() >= rounds:
            place, rounds = news.look_round(place), time.monotonic() + ROUND
        opened = generations.opened()
        if opened is None or (news.last(), opened[0].name) != seen:
            last = news.last()
            replay()
            opened = generations.opened()
            seen = (last, opened[0].name) if opened else None
        if opened and (builder is None or not builder.is_alive()):
            if opened[0].embedder == settings.MUNIMENT_EMBEDDER and opened[0].since >= news.purged():
                rebuild_at, pause = 0.0, AGAIN
            elif time.monotonic() >= rebuild_at:
                # A rebuild that failed is tried again, less and less often: what was taken down must go.
                rebuild_at, pause = time.monotonic() + pause, min(2 * pause, SELDOM)
                builder = threading.Thread(target=_rebuild, name="rebuild", daemon=True)
                builder.start()
        time.sleep(GLANCE)


def _rebuild() -> None:
    from search import rebuilding

    try:
        rebuilding.rebuild()
    except Fault as fault:
        log.warning("the index was not rebuilt: %s", fault.message)
    except OSError as error:  # a full disk, a file that somebody holds
        log.warning("the index was not rebuilt: %s", error)
    finally:
        connection.close()

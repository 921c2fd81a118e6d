"""The index: how far it is behind, and whether it is what the database says."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from archive.doctor.finding import Finding, broken, note, warning, well
from archive.models import Page
from search import news
from search.index import generations

_MANY = 1000  # news that a follower needs several seconds for


def look(deep: bool) -> Iterator[Finding]:
    last = news.last()
    generation = generations.current()
    if generation is None:
        if last:
            yield warning(
                "index.there",
                "There is no index yet, or one of another release.",
                "manage.py start makes it; or manage.py rebuild_index",
            )
        else:
            yield note("index.there", "nothing to find yet")
        return
    if generation.embedder != settings.MUNIMENT_EMBEDDER:
        yield warning(
            "index.embedder",
            f"The index was made with the embedder {generation.embedder}, the settings name "
            f"{settings.MUNIMENT_EMBEDDER}.",
            "manage.py rebuild_index (a running instance does it by itself)",
        )
    opened = generations.opened()
    if opened is None:
        yield broken("index.opens", "The index is damaged.", "manage.py rebuild_index")
        return
    behind = last - opened[1].position
    due = Page.objects.unindexed().exclude(halted_step="index").count()
    if behind > _MANY:
        yield warning(
            "index.behind", f"The index is {behind} news behind.", "See that `manage.py follow` (or start) runs."
        )
    elif behind < 0:
        yield warning(
            "index.behind",
            "The index knows more than the database: that was put back to an earlier day.",
            "manage.py rebuild_index (a running instance does it by itself)",
        )
    else:
        yield well("index.behind", f"at {opened[1].position} of {last} news; {due} pages wait to be indexed")
    if deep:
        yield from _deep(behind)


def _deep(behind: int) -> Iterator[Finding]:
    from search.embedder import embedder
    from search.rebuilding import expected

    tool = embedder()
    if tool.query("muniment").size == tool.size:
        yield well("index.embedder.runs", f"embedder {tool.fingerprint}")
    else:
        yield broken("index.embedder.runs", "The embedder gives no vector.", "pip install -r requirements.txt")
    opened = generations.opened()
    if opened is None or behind:
        return
    have, wanted = opened[1].contents(), expected(tool)
    if have == wanted:
        yield well("index.equal", f"{have.pages} pages and {have.passages} passages, as in the database")
    elif news.last() == opened[1].position:
        yield broken(
            "index.equal",
            f"The index holds {have.pages} pages and {have.passages} passages, the database {wanted.pages} and "
            f"{wanted.passages}, or they differ.",
            "manage.py rebuild_index",
        )

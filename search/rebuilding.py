"""Building the index anew beside the one that counts, proving it right, and swapping it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from archive.faults import Fault
from search import follower, news
from search.embedder import Embedder, named
from search.index import Contents, Digest, generations, page_row, passage_row, row_of
from search.models import IndexChange

if TYPE_CHECKING:
    from search.index.local import LocalIndex

_TRIES = 10


@dataclass(frozen=True, slots=True)
class Rebuilt:
    contents: Contents
    position: int
    generation: str


def rebuild(say: Callable[[str], None] = lambda _sentence: None) -> Rebuilt:
    """Searching and following go on meanwhile. Raises a Fault, and leaves everything as it was, when
    another rebuild runs or the new index does not equal the database."""
    from search.index.local import LocalIndex

    with generations.lock("rebuild") as ours:
        if not ours:
            raise Fault("The index is being rebuilt already; wait for that to end.", code="rebuild_runs")
        generations.sweep()  # what a killed rebuild left
        made = generations.begin(settings.MUNIMENT_EMBEDDER, news.last())
        index, tool = LocalIndex(made.folder), named(made.embedder)
        try:
            contents = _proven(index, tool, say)
        except BaseException:
            index.close()
            generations.discard(made)
            raise
        position = index.position
        index.close()
        generations.swap(made)
        generations.sweep()
        return Rebuilt(contents, position, made.name)


def _proven(index: LocalIndex, tool: Embedder, say: Callable[[str], None]) -> Contents:
    """Fills the index until it equals a database that may go on changing."""
    for _try in range(_TRIES):
        taken = follower.feed(index, tool)
        index.meaning.settle()
        say(f"{taken} pages taken in")
        before = news.last()
        wanted, have = expected(tool), index.contents()
        if news.last() != before:
            continue  # news came while we counted: take it in and count again
        if have == wanted:
            return have
        raise Fault(
            f"The new index holds {have.pages} pages and {have.passages} passages, the database "
            f"{wanted.pages} and {wanted.passages}, or they differ in content. The old index stays.",
            code="index_differs",
        )
    raise Fault("The archive changes faster than the index can be compared with it; try again later.", code="busy")


def expected(tool: Embedder) -> Contents:
    """What the database says an index is to hold."""
    pages, passages = Digest(), Digest()
    ids = list(IndexChange.objects.order_by("page").values_list("page", flat=True))
    for at in range(0, len(ids), follower.BATCH):
        for state in follower.states(ids[at : at + follower.BATCH], tool):
            if not state.text:
                continue
            pages.add(page_row(state).encode())
            for piece in state.pieces:
                passages.add(passage_row(row_of(piece, state), piece.vector))
    return Contents(pages.count, str(pages), passages.count, str(passages))

"""What the search keeps of pages, removed for a takedown.

Passages and vectors go with the pages. In the index files they are no longer found from the next news on, but
their bytes lie there until the follower has built the index anew beside the old one, which it does at once.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef

from search import news
from search.index import generations
from search.models import IndexCount, Passage, Vector

_SOME = 500  # hashes in one statement


def counted(page_ids: list[int]) -> dict[str, int]:
    """Passages of these pages, and the vectors that no other page shares."""
    here = Passage.objects.filter(page__in=page_ids)
    return {"passages": here.count(), "vectors": Vector.objects.filter(text_hash__in=_own(page_ids)).count()}


def removed(page_ids: list[int]) -> dict[str, int]:
    """Call inside the transaction that deletes the pages."""
    own = _own(page_ids)
    passages, _kinds = Passage.objects.filter(page__in=page_ids).delete()
    vectors = sum(
        Vector.objects.filter(text_hash__in=own[at : at + _SOME]).delete()[0] for at in range(0, len(own), _SOME)
    )
    news.tell(page_ids)
    IndexCount.objects.filter(pk=1).update(purged=F("last"))
    return {"passages": passages, "vectors": vectors}


def finished() -> dict[str, int]:
    """After the last page: vectors are kept when a text is corrected, so those that no passage has any more go.
    Costs a look at every vector."""
    told = Passage.objects.filter(text_hash=OuterRef("text_hash")).order_by()
    return {"vectors": Vector.objects.filter(~Exists(told)).delete()[0]}


def clean() -> bool:
    """Whether the index that counts was begun after the last takedown, and no older one lies beside it."""
    purged = news.purged()
    now = generations.current()
    if now is None:
        return not any(path.is_dir() for path in generations.root().iterdir())
    others = [path for path in generations.root().iterdir() if path.is_dir() and path.name != now.name]
    return now.since >= purged and not (purged and others)


def _own(page_ids: list[int]) -> list[str]:
    """Hashes of texts that only these pages have."""
    here = set(Passage.objects.filter(page__in=page_ids).order_by().values_list("text_hash", flat=True))
    shared: set[str] = set()
    listed = sorted(here)
    for at in range(0, len(listed), _SOME):
        others = Passage.objects.filter(text_hash__in=listed[at : at + _SOME]).exclude(page__in=page_ids)
        shared |= set(others.order_by().values_list("text_hash", flat=True))
    return sorted(here - shared)

"""One ranking from two: pages found by words and pages found by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.index import Near, Scored

#: The share of meaning in a page's score, chosen by measurement (docs/search.md).
MEANING = 0.7


@dataclass(frozen=True, slots=True)
class Ranked:
    page_id: int
    score: float
    words: bool  # found by its words
    near: Near | None  # found by its meaning


def fuse(words: Sequence[Scored], meaning: Sequence[Near], share: float = MEANING) -> list[Ranked]:
    """Best first; of equal pages the one with the smaller id.

    BM25 knows no upper end, so it counts as a share of the best. A cosine counts as it is: where all
    passages are far from the query, meaning says little and words decide."""
    most = max((hit.score for hit in words), default=0.0)
    by_words = {hit.page_id: hit.score / most if most > 0 else 1.0 for hit in words}
    near = {hit.page_id: hit for hit in meaning}
    ranked = [
        Ranked(
            page,
            (1 - share) * by_words.get(page, 0.0) + share * (near[page].score if page in near else 0.0),
            page in by_words,
            near.get(page),
        )
        for page in by_words.keys() | near.keys()
    ]
    return sorted(ranked, key=lambda hit: (-hit.score, hit.page_id))

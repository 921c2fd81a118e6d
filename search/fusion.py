"""One ranking from two: pages found by words and pages found by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.index import Near, Scored

#: The share of meaning in a page's score, chosen by measurement (docs/search.md).
MEANING = 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    page_id: int
    score: float
    words: bool  # found by its words
    near: Near | None  # found by its meaning


def fuse(words: Sequence[Scored], meaning: Sequence[Near], share: float = MEANING) -> list[Ranked]:
    """Best first; of equal pages the one with the smaller id. Both scores are brought to 0..1 within
    what was found, since BM25 knows no upper end and cosines live in a narrow band."""
    by_words = _normal({hit.page_id: hit.score for hit in words})
    by_meaning = _normal({hit.page_id: hit.score for hit in meaning})
    near = {hit.page_id: hit for hit in meaning}
    ranked = [
        Ranked(
            page,
            (1 - share) * by_words.get(page, 0.0) + share * by_meaning.get(page, 0.0),
            page in by_words,
            near.get(page),
        )
        for page in by_words.keys() | by_meaning.keys()
    ]
    return sorted(ranked, key=lambda hit: (-hit.score, hit.page_id))


def _normal(scores: dict[int, float]) -> dict[int, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    # The last one found is still found: it stays above those that were not.
    return {
        page: 0.05 + 0.95 * (score - low) / (high - low) if high > low else 1.0 for page, score in scores.items()
    }

"""`search.index_page`: a page's current text becomes passages, vectors and news for the indexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from celery import shared_task

from archive import pipeline
from archive.models import Page
from search import news, passages, vectors
from search.embedder import embedder
from search.models import Passage


@dataclass(frozen=True)
class Cut:
    spans: tuple[passages.Span, ...]
    hashes: tuple[str, ...]
    vectors: vectors.Made


@shared_task(name="search.index_page")  # type: ignore[untyped-decorator]
def index_page(page_id: int) -> bool:
    """Indexes the page if its index is behind its text; says whether it did."""
    return pipeline.run(pipeline.INDEX, page_id, _compute, _store)


def _compute(page: Page) -> Cut:
    version = page.current
    if version is None or not version.findable:
        return Cut((), (), {})
    content, tool = version.content(), embedder()
    spans = tuple(passages.cut(content, tool.measure))
    said = [passages.spoken(content.text[span.start : span.end]) for span in spans]
    hashes = tuple(passages.hash_of(text) for text in said)
    return Cut(spans, hashes, vectors.missing(dict(zip(hashes, said, strict=True)), tool))


def _store(page: Page, cut: Cut) -> dict[str, Any]:
    version = page.current
    if version is None:
        raise ValueError("a page without text is not due for indexing")
    Passage.objects.filter(page=page).delete()
    Passage.objects.bulk_create(
        Passage(
            page=page,
            transcription=version,
            record_id=page.record_id,
            collection_id=page.record.collection_id,
            start=span.start,
            end=span.end,
            text_hash=text_hash,
        )
        for span, text_hash in zip(cut.spans, cut.hashes, strict=True)
    )
    vectors.keep(cut.vectors, embedder())
    news.tell([page.pk])
    # What was read, even if `current` has moved on since: then the page is due again at once.
    return {"indexed": version}

"""Celery's door to this app's step."""

from __future__ import annotations

from celery import shared_task

from archive import pipeline, rendering


@shared_task(name="archive.render_page")  # type: ignore[untyped-decorator]
def render_page(page_id: int) -> bool:
    return pipeline.run(pipeline.RENDER, page_id, rendering.compute, rendering.store_page)

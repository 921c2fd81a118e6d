"""Celery's door to this app's steps."""

from __future__ import annotations

from celery import shared_task

from archive import errands, pipeline, rendering
from archive.uploading import taking_in


@shared_task(name="archive.render_page")  # type: ignore[untyped-decorator]
def render_page(page_id: int) -> bool:
    return pipeline.run(pipeline.RENDER, page_id, rendering.compute, rendering.store_page)


@shared_task(name="archive.run_errand")  # type: ignore[untyped-decorator]
def run_errand(errand_id: int) -> bool:
    return errands.take(errand_id)


@shared_task(name="archive.take_in")  # type: ignore[untyped-decorator]
def take_in(accession_id: int) -> bool:
    return pipeline.run(pipeline.TAKE_IN, accession_id, taking_in.take, lambda *_: {})

"""Celery's door to this app's steps."""

from __future__ import annotations

from celery import shared_task

from archive import errands, pipeline, rendering
from archive.keeping import acts, purging
from archive.models import Page
from archive.storage import measuring
from archive.uploading import taking_in


@shared_task(name="archive.render_page")  # type: ignore[untyped-decorator]
def render_page(page_id: int) -> bool:
    made: list[rendering.Rendered] = []

    def compute(page: Page) -> rendering.Rendered:
        made.append(rendering.compute(page))
        return made[0]

    done = False
    try:
        done = pipeline.run(pipeline.RENDER, page_id, compute, rendering.store_page)
    finally:
        if made and not done:
            purging.forget_made(page_id, made[0].image, made[0].layer)
    return done


@shared_task(name="archive.run_errand")  # type: ignore[untyped-decorator]
def run_errand(errand_id: int) -> bool:
    return errands.take(errand_id)


@shared_task(name="archive.measure_storage")  # type: ignore[untyped-decorator]
def measure_storage() -> None:
    measuring.measure()


@shared_task(name="archive.take_in")  # type: ignore[untyped-decorator]
def take_in(accession_id: int) -> bool:
    return pipeline.run(pipeline.TAKE_IN, accession_id, taking_in.take, lambda *_: {})


@shared_task(name="archive.go_on")  # type: ignore[untyped-decorator]
def go_on(act_id: int) -> bool:
    """For a while; the sweep puts one that takes longer into line again."""
    return acts.go_on(act_id, acts.TURN)

"""What an engine is given of a stored page."""

from __future__ import annotations

from archive import store
from archive.models import Page
from ocr_engine.engine import PageSource
from ocr_engine.models import Reading
from ocr_engine.readings import Kept


def source_of(page: Page) -> PageSource:
    collection = page.record.collection
    languages = [*page.record.language.replace(",", " ").split(), *collection.languages]
    return PageSource(
        image=str(store.path("images", page.image)),
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        languages=tuple(dict.fromkeys(language.lower() for language in languages)),
        layer=str(store.path("layers", page.layer)) if page.layer else "",
    )


def kept_of(page: Page) -> Kept:
    """What was read of the page's image already, by the fingerprint of how."""

    def kept(recipe: str) -> tuple[int, bytes] | None:
        done = Reading.objects.filter(page=page, image=page.image, recipe=recipe, outcome=Reading.Outcome.DONE)
        reading = done.order_by("-id").first()
        return (reading.pk, reading.raw) if reading is not None and reading.packed else None

    return kept

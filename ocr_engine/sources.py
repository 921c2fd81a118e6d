"""What an engine is given of a stored page."""

from __future__ import annotations

from archive import store
from archive.models import Page
from ocr_engine.engine import PageSource


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

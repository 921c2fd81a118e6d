"""What an engine is given of a stored page."""

from __future__ import annotations

import hashlib

from archive import standards, store
from archive.models import Page
from ocr_engine.engine import PageSource
from ocr_engine.models import Reading
from ocr_engine.readings import Kept


def source_of(page: Page) -> PageSource:
    collection = page.record.collection
    asked = standards.of(collection)
    languages = [*page.record.language.replace(",", " ").split(), *collection.languages]
    return PageSource(
        image=str(store.path("images", page.image)),
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        languages=tuple(dict.fromkeys(language.lower() for language in languages)),
        layer=str(store.path("layers", page.layer)) if page.layer else "",
        bounds=tuple(sorted(asked.bounds.items())),
        second=asked.second_engine if drawn(page.pk, asked.second_share) else "",
    )


def bounds_of(page: Page) -> dict[str, float]:
    return dict(standards.of(page.record.collection).bounds)


def drawn(page_id: int, share: float) -> bool:
    """Whether a page belongs to the sample: the same pages whenever it is asked, and no pattern in a book."""
    number = int.from_bytes(hashlib.sha256(f"second opinion {page_id}".encode()).digest()[:6])
    return number < share * (1 << 48)


def kept_of(page: Page) -> Kept:
    """What was read of the page's image already, by the fingerprint of how."""

    def kept(recipe: str) -> tuple[int, bytes] | None:
        done = Reading.objects.filter(page=page, image=page.image, recipe=recipe, outcome=Reading.Outcome.DONE)
        reading = done.order_by("-id").first()
        return (reading.pk, reading.raw) if reading is not None and reading.packed else None

    return kept

"""Making again what is made from originals, where it is missing: the text of a page stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive import store
from archive.models import Page

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Remade:
    pages: int  # to be rendered again
    halted: int  # of these, tried again from the beginning


def due_again() -> Remade:
    """Sends every page whose image, pyramid, thumbnail or layer is missing to be rendered. Pages with text are
    not read again; halted ones are tried anew. Costs three looks at the disk for each page."""
    pages = halted = 0
    for some in _lacking():
        rows = Page.objects.filter(pk__in=some)
        halted += rows.exclude(halted="").count()
        pages += rows.update(
            stage=Page.Stage.RECEIVED, halted="", halted_step="", why="", attempts=0, deaths=0, not_before=None
        )
    return Remade(pages, halted)


def _lacking() -> Iterator[list[int]]:
    seen: dict[str, bool] = {}  # many pages may share an image; only missing ones are asked twice
    after = 0
    while some := list(
        Page.objects.filter(pk__gt=after)
        .exclude(image="")
        .order_by("pk")
        .values_list("pk", "image", "layer")[:_BATCH]
    ):
        after = some[-1][0]
        if found := [pk for pk, image, layer in some if not whole(image, layer, seen)]:
            yield found


def whole(image: str, layer: str, seen: dict[str, bool] | None = None) -> bool:
    """Whether everything that rendering made of a page is there."""
    known = {} if seen is None else seen
    key = image + layer
    if key not in known:
        known[key] = all(store.path(shelf, image).is_file() for shelf in ("images", "pyramids", "thumbs")) and (
            not layer or store.path("layers", layer).is_file()
        )
    return known[key]

"""The picture of a hit: which part of the page to cut out, and where in it the boxes lie."""

from __future__ import annotations

from dataclasses import dataclass

from archive.geometry import Box
from search.finding import Hit, Place

TALLEST = 0.16  # of the page: a snippet shows some lines, not the page
MARGIN = 0.02
LINES = 1.9  # heights of a line shown above and below
NARROWEST = 0.45


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box in percent of the snippet."""

    x: float
    y: float
    width: float
    height: float
    mark: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    window: Box
    boxes: tuple[Drawn, ...]
    width: int  # in pixels, as it is asked for
    height: int

    @property
    def asked(self) -> str:
        return ",".join(f"{v:.5f}" for v in (self.window.x0, self.window.y0, self.window.x1, self.window.y1))


def of(hit: Hit, upright: tuple[int, int], width: int) -> Snippet | None:
    """Shows as many of the marks as fit below the first; where only the meaning was found, its passage."""
    marked = [place for place in hit.boxes if place.mark]
    wanted = marked or list(hit.boxes)
    if not wanted or not all(upright):
        return None
    window = _window(wanted, [place.box for place in hit.boxes])
    shown = [place for place in wanted if window.overlap(place.box) > 0.5 * place.box.area]
    high = window.height * upright[1] / (window.width * upright[0])
    return Snippet(window, tuple(_drawn(place, window) for place in shown), width, max(1, round(width * high)))


def _window(wanted: list[Place], around: list[Box]) -> Box:
    first = min((place.box for place in wanted), key=lambda box: (box.y0, box.x0))
    near = [place.box for place in wanted if place.box.y1 - first.y0 <= TALLEST]
    core = Box.around(near or [first])
    # The lines of the passage give the width: a column on a page of columns, the page where it is one.
    beside = [box for box in around if box.y0 < core.y1 and core.y0 < box.y1]
    across = Box.around([core, *beside])
    x0, x1 = across.x0 - MARGIN, across.x1 + MARGIN
    if x1 - x0 < NARROWEST:
        middle = (x0 + x1) / 2
        x0, x1 = middle - NARROWEST / 2, middle + NARROWEST / 2
    x0, x1 = x0 - max(0.0, x1 - 1), x1 - min(0.0, x0)
    bottom = min(core.y1, core.y0 + TALLEST)
    lead = max(MARGIN, LINES * first.height)
    return Box(max(0.0, x0), max(0.0, core.y0 - lead), min(1.0, x1), min(1.0, bottom + lead))


def _drawn(place: Place, window: Box) -> Drawn:
    box = place.box
    return Drawn(
        round(100 * (box.x0 - window.x0) / window.width, 3),
        round(100 * (box.y0 - window.y0) / window.height, 3),
        round(100 * box.width / window.width, 3),
        round(100 * box.height / window.height, 3),
        place.mark,
    )

"""A spot on a page, as an address says it: "x0,y0,x1,y1" in the unit square of the upright page, and the turn the
page had then. It speaks of no word and no version, so it stays right when the text is corrected."""

from __future__ import annotations

import math

from archive.geometry import TURNS, Box
from archive.showing import numerals


def read(given: str, turn: int) -> Box | None:
    """The spot on the page as it is turned now; None for nonsense: a mangled link still opens the page."""
    *corners, last = given.split(",") if given.count(",") == 4 else [*given.split(","), "0"]
    then = numerals.whole(last)
    try:
        x0, y0, x1, y1 = (float(part) for part in corners)
        if not all(map(math.isfinite, (x0, y0, x1, y1))) or then not in TURNS:
            return None
        return Box(x0, y0, x1, y1).turned(turn - then)
    except ValueError:
        return None

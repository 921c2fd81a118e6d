"""A page before a model looks at it: upright, tested for ink, whole or in halves."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from archive.faults import Fault
from archive.geometry import Box
from ocr_engine.deepseek.modes import MODES
from ocr_engine.deepseek.pictures import turned
from ocr_engine.engine import PageSource

if TYPE_CHECKING:
    from ocr_engine.rapid.ink import Ink

Area = tuple[float, float, float, float]
WHOLE: Area = (0.0, 0.0, 1.0, 1.0)
#: Pixels of a middling letter in the view of mode Base. On pages of books it has 6 and more, on newspapers, which
#: Base misreads, 3 and less (OmniDocBench: text edit distance .645 with Base and .122 with Gundam).
_READABLE = 5.0
_LETTERS = 4500  # more of them do not fit into the 273 tokens that Base has for them
_MIDDLE = (0.4, 0.6)  # of the height: where a page is cut in two
_DARK = 40  # grey levels below the page's own

#: Pages are opened and brought to size by the threads that wait for them; more at once than there are cores would
#: only take memory.
HANDS = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
# Our own renderings, bounded by MUNIMENT_MAX_PIXELS when they were made in a limited child.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Sheet:
    image: Image.Image  # upright
    grey: np.ndarray[Any, np.dtype[np.uint8]]
    ink: Ink

    @property
    def dense(self) -> bool:
        """Whether one view of the whole page is too coarse to be read."""
        seen = self.ink.letter * MODES["base"].view / max(self.image.size)
        return 0 < seen < _READABLE or self.ink.marks > _LETTERS

    def rows(self, areas: Sequence[Box]) -> tuple[Area, ...]:
        """The lines of writing in these areas, as far as the ink shows them."""
        from ocr_engine.rapid.rows import rows_of

        return tuple((row.x0, row.y0, row.x1, row.y1) for row in rows_of(self.grey, areas))

    def outside(self, areas: Sequence[Box]) -> tuple[float, tuple[Area, ...]]:
        """What looks like writing and stands in none of these areas: its share, and its rows."""
        from ocr_engine.rapid.rows import outside

        share, rows = outside(self.grey, areas)
        return share, tuple((row.x0, row.y0, row.x1, row.y1) for row in rows)

    def halves(self) -> Iterator[tuple[Area, Image.Image]]:
        """Above and below the row near the middle that has the least ink."""
        wide, high = self.image.size
        cut = _quietest(self.grey)
        yield (0.0, 0.0, 1.0, cut / high), self.image.crop((0, 0, wide, cut))
        yield (0.0, cut / high, 1.0, 1.0), self.image.crop((0, cut, wide, high))


def sheet_of(page: PageSource) -> Sheet:
    try:
        with Image.open(page.image) as stored:
            image = turned(stored, page.turn or 0)
    except (OSError, UnidentifiedImageError, ValueError) as error:
        said = "The page's image cannot be read; render the page again."
        raise Fault(said, code="unreadable_image") from error
    from ocr_engine.rapid.ink import ink_of  # OpenCV takes its time

    grey = np.asarray(image.convert("L"))
    return Sheet(image, grey, ink_of(grey))


def _quietest(grey: np.ndarray[Any, Any]) -> int:
    high = grey.shape[0]
    first, last = (max(1, min(high - 1, round(share * high))) for share in _MIDDLE)
    rows = grey[first : last + 1]
    inked = (rows < float(np.median(grey)) - _DARK).sum(axis=1)
    # Of rows equally quiet, the nearest to the middle.
    away = np.abs(np.arange(first, last + 1) - high / 2)
    return int(first + np.lexsort((away, inked))[0])

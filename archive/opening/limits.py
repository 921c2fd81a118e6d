"""What one file may be, sent along with every request, since the child reads no settings."""

from __future__ import annotations

import math
from dataclasses import dataclass

from archive.faults import Refused


@dataclass(frozen=True, slots=True)
class Limits:
    pixels: int  # of one page image
    pages: int  # of one file
    dpi: int  # PDF pages are drawn at this resolution, or at their images' when that is higher
    memory: int  # bytes the child may hold

    def check_pixels(self, width: int, height: int) -> None:
        """Looks at the declared size, before anything is decoded."""
        if width < 1 or height < 1:
            raise Refused("The image says that it has no width or no height; the file is damaged.", code="damaged")
        if width * height > self.pixels:
            raise Refused(
                f"The image is {width} × {height} pixels, more than the {self.pixels // 1_000_000} megapixels that "
                "are allowed. Scale it down or cut it up, or ask the operator to raise MUNIMENT_MAX_PIXELS.",
                code="too_many_pixels",
            )

    def check_memory(self, needed: int) -> None:
        """For formats that can only be decoded as a whole."""
        if needed > self.memory:
            raise Refused(
                f"Opening this image takes about {needed >> 20} MB of memory, more than the {self.memory >> 20} MB "
                "that are allowed. Save it as TIFF, or ask the operator to raise MUNIMENT_CHILD_MEMORY_MB.",
                code="too_much_memory",
            )

    def check_pages(self, pages: int) -> None:
        if pages < 1:
            raise Refused(
                "No pages can be found in the file; it is damaged or empty. Save it anew.", code="no_pages"
            )
        if pages > self.pages:
            raise Refused(
                f"The file has {pages} pages, more than the {self.pages} that are allowed. "
                "Split it, or ask the operator to raise MUNIMENT_MAX_PAGES.",
                code="too_many_pages",
            )


def plausible_dpi(dpi: float | None, width: int, height: int) -> float | None:
    """Files that know nothing about their resolution say 72 or 1: nothing larger than four feet is believed."""
    if not dpi or not math.isfinite(dpi) or not 30 <= dpi <= 4800:
        return None
    return None if max(width, height) / dpi > 48 else round(float(dpi), 2)

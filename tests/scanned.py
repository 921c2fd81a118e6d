"""A page whose image really went through rendering, for tests that look at pictures."""

from __future__ import annotations

import functools
import io

from PIL import Image, ImageDraw

from archive import rendering, store
from archive.models import Original, Page, Record
from tests import makers


@functools.cache
def original_sha() -> str:
    """The scan: 900 × 1200 pixels with a black bar near the top."""
    picture = Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(picture).rectangle((90, 120, 450, 150), fill="black")
    written = io.BytesIO()
    picture.save(written, "PNG")
    written.seek(0)
    return store.keep(written)[0]


@functools.cache
def rendered() -> rendering.Rendered:
    """Made once in a run, by the child process that renders every page."""
    return rendering.compute(Page(original=Original(sha256=original_sha()), index=0))


def page(*texts: str, of: Record | None = None, **fields: object) -> Page:
    """A transcribed page that has an image, a thumbnail and tiles."""
    made = makers.transcribed(*(texts or ("The harbour was quiet",)), of=of, **fields)
    about = rendered()
    Page.objects.filter(pk=made.pk).update(image=about.image, width=about.width, height=about.height)
    made.transcriptions.update(image=about.image)
    Original.objects.filter(pk=made.original_id).update(sha256=original_sha())
    made.refresh_from_db()
    return made

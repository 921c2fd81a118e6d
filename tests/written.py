"""A page whose image shows the very words its text says, each at its place."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from archive import rendering, store
from archive.blocks import PageText
from archive.models import Original, Page

SIZE = (900, 1200)


def drawn(text: PageText) -> bytes:
    picture = Image.new("RGB", SIZE, "#f4ecd8")
    pen = ImageDraw.Draw(picture)
    for block in text.blocks:
        for word in block.words:
            said, box = block.text[word.start : word.end], word.box
            size = max(9, round(box.height * SIZE[1] * 0.95))
            font = ImageFont.load_default(size)
            wide = font.getlength(said)
            room = box.width * SIZE[0]
            if wide > room:
                font = ImageFont.load_default(max(8, size * room / wide))
            pen.text((box.x0 * SIZE[0], box.y0 * SIZE[1]), said, fill="#2b2118", font=font)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def picture_of(page: Page) -> Page:
    """Gives the page an image of its current text, rendered as every page is."""
    assert page.current
    sha = store.keep(io.BytesIO(drawn(page.current.content())))[0]
    about = rendering.compute(Page(original=Original(sha256=sha), index=0))
    Page.objects.filter(pk=page.pk).update(image=about.image, width=about.width, height=about.height)
    page.transcriptions.update(image=about.image)
    Original.objects.filter(pk=page.original_id).update(sha256=sha)
    page.refresh_from_db()
    return page

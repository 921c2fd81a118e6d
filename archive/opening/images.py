"""Single images.

Of an animation or a burst the first (the primary) picture counts: it is one photograph, not a volume.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pyvips

from archive.opening import colour, decoding, jpeg2000, making
from archive.opening.header import FORMATS, Header, header
from archive.opening.limits import Limits
from archive.opening.making import JPEG, PNG, Made


class Images:
    def count(self, path: Path, media_type: str, password: str, limits: Limits) -> int:
        """Decodes the image once, so that a damaged one is refused while its owner is still there."""
        head = header(path, media_type, limits)
        name = FORMATS[media_type][0]
        if media_type == JPEG:  # an eighth of the size: every byte is still read
            with making.reading(name):
                pyvips.Image.jpegload(str(path), shrink=8, access="sequential", fail_on="error").avg()
        else:
            with making.reading(name):
                decoding.loader(path, media_type, head)().avg()
        return 1

    def page(self, path: Path, media_type: str, index: int, password: str, limits: Limits, folder: Path) -> Made:
        return make(path, media_type, limits, folder)


FAMILY = Images()


def make(
    path: Path, media_type: str, limits: Limits, folder: Path, *, embedded: bool = False, turn: int = 0
) -> Made:
    """The page image. `embedded` images (of a PDF) ignore their own orientation and get the page's `turn`."""
    head = header(path, media_type, limits)
    upright = turn == 0 and (embedded or head.orientation == 1)
    if upright and _keeps_its_bytes(media_type, head):
        target = folder / ("image.jpg" if media_type == JPEG else "image.png")
        shutil.copyfile(path, target)
        return Made(target, media_type, head.dpi)
    with making.reading(FORMATS[media_type][0]):
        load = decoding.loader(path, media_type, head, oriented=not embedded)
        image = colour.plain(load, sixteen_from=16 if media_type == "image/jp2" else None)
        if turn:
            image = image.copy_memory().rot(f"d{turn}")
        saved, made_type = making.save(
            image, folder, lossless=_lossless(path, media_type), bilevel=head.mode == "1"
        )
    return Made(saved, made_type, head.dpi)


def _keeps_its_bytes(media_type: str, head: Header) -> bool:
    if media_type == JPEG:
        return head.mode in ("L", "RGB")
    return media_type == PNG and head.mode in ("1", "L", "RGB") and not (head.transparent or head.interlaced)


def _lossless(path: Path, media_type: str) -> bool:
    if media_type == "image/webp":
        with path.open("rb") as file:
            return b"VP8L" in file.read(64)
    if media_type == "image/jp2":
        return jpeg2000.codestream(path)[1]
    return media_type in (PNG, "image/gif", "image/bmp")

"""From decoded pixels to what the archive keeps: page image, tile pyramid, thumbnail. libvips streams
rows from file to file, so memory stays flat however large the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from archive.faults import Refused

TILE, THUMB = 512, 480  # pixels
JPEG, PNG = "image/jpeg", "image/png"
#: Opens the image anew; a stream of rows can be read once only.
Load = Callable[[], pyvips.Image]

pyvips.cache_set_max(0)  # what one file leaves in memory is no use to the next


@dataclass(frozen=True, slots=True)
class Made:
    image: Path
    media_type: str  # JPEG or PNG
    dpi: float | None
    layer: Path | None = None


def finish(made: Made, folder: Path) -> dict[str, Any]:
    """Pyramid and thumbnail beside the page image; says what lies in `folder`."""
    with reading("page image"):
        source = opened(made.image, made.media_type)
        width, height = source.width, source.height
        displayed(source).dzsave(
            str(folder / "pyramid.zip"),
            imagename="p",
            container="zip",
            compression=0,
            tile_size=TILE,
            overlap=0,
            suffix=".jpg",
            Q=88,
            keep=0,
            skip_blanks=-1,
        )
        small = pyvips.Image.thumbnail(str(made.image), THUMB, height=THUMB, size="down", no_rotate=True)
        displayed(small).jpegsave(str(folder / "thumb.jpg"), Q=82, keep=0)
    return _facts(made, width, height) | {"pyramid": "pyramid.zip", "thumb": "thumb.jpg"}


def described(made: Made) -> dict[str, Any]:
    """The page image alone, from its header: no pixel is decoded."""
    with reading("page image"):
        source = opened(made.image, made.media_type)
        return _facts(made, source.width, source.height)


def _facts(made: Made, width: int, height: int) -> dict[str, Any]:
    return {
        "image": made.image.name,
        "media_type": made.media_type,
        "width": width,
        "height": height,
        "dpi": made.dpi,
        "layer": made.layer.name if made.layer else "",
    }


def opened(path: Path, media_type: str) -> pyvips.Image:
    load = pyvips.Image.jpegload if media_type == JPEG else pyvips.Image.pngload
    return load(str(path), access="sequential", fail_on="error")


def displayed(image: pyvips.Image) -> pyvips.Image:
    """In the colours a browser shows; a page image of a plain JPEG may still carry its camera's profile."""
    if image.get_typeof("icc-profile-data") and image.bands == 3:
        try:
            return image.icc_transform("srgb", embedded=True)
        except pyvips.Error:
            return image  # a broken profile says nothing about the pixels
    return image


def save(
    image: pyvips.Image, folder: Path, *, lossless: bool, bilevel: bool = False, drawn: bool = False
) -> tuple[Path, str]:
    """Writes the upright 8-bit page image. Filters make scans smaller and `drawn` pages larger."""
    if lossless:
        path = folder / "image.png"
        options = {"bitdepth": 1} if bilevel else {}
        image.pngsave(str(path), compression=3, filter="none" if bilevel or drawn else "up", keep="icc", **options)
        return path, PNG
    path = folder / "image.jpg"
    # Not with optimized coding: that holds the whole image in memory, six bytes a pixel.
    image.jpegsave(str(path), Q=93, subsample_mode="off", keep="icc")
    return path, JPEG


class reading:
    """Turns what libvips says about damaged bytes into a refusal."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, pyvips.Error):
            raise damaged(self.what, str(error.detail or error)) from error


def damaged(what: str, detail: str) -> Refused:
    # Libraries name the file by its path on this machine, which is nobody's business.
    reason = re.sub(r"'?/\S+/\S+", "the file", " ".join(detail.split()))[:200] or "it ends too early"
    return Refused(
        f"This {what} is damaged or cut off and cannot be read to its end ({reason}). "
        "Copy or scan it again from its source.",
        code="damaged",
    )

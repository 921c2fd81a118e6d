"""Decoding: libvips streams what it can, Pillow and MuPDF decode the rest as a whole."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pyvips
from PIL import ImageOps

from archive.opening import jpeg2000, making
from archive.opening.header import Header, opened
from archive.opening.making import JPEG, PNG, Load

_STREAMED = {
    JPEG: pyvips.Image.jpegload,
    PNG: pyvips.Image.pngload,
    "image/webp": pyvips.Image.webpload,
}
_MODES = {
    "1": "L",
    "P": "RGB",
    "PA": "RGBA",
    "La": "LA",
    "RGBa": "RGBA",
    "YCbCr": "RGB",
    "LAB": "RGB",
    "HSV": "RGB",
}


def loader(path: Path, media_type: str, head: Header, *, oriented: bool = True) -> Load:
    """What `colour.plain` opens the image with."""

    def streamed() -> pyvips.Image:
        # Turning needs rows out of order.
        turned = oriented and head.orientation != 1
        image = _STREAMED[media_type](str(path), access="sequential", fail_on="error")
        if turned:
            image = image.copy_memory()
        if not oriented and image.get_typeof("orientation"):
            image = image.copy()
            image.remove("orientation")
        return image

    if media_type in _STREAMED:
        return streamed
    if media_type == "image/jp2" and jpeg2000.is_one_large_tile(path, head.mode, head.width, head.height):
        return lambda: _large_tile(path)
    return lambda: _whole(path, media_type)


def _large_tile(path: Path) -> pyvips.Image:
    try:
        pixels = pymupdf.Pixmap(str(path))
    except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError) as error:
        raise making.damaged("JPEG 2000 image", str(error)) from error
    # A copy: the pixmap frees its pixels when this function returns.
    image = pyvips.Image.new_from_memory(pixels.samples, pixels.width, pixels.height, pixels.n, "uchar")
    return image.copy(interpretation="b-w" if pixels.n == 1 else "srgb")


def _whole(path: Path, media_type: str) -> pyvips.Image:
    with opened(path, media_type) as image:
        image.load()
        profile = image.info.get("icc_profile")
        if image.mode in ("P", "1") and "transparency" in image.info:
            image = image.convert("RGBA")
        elif image.mode in _MODES:
            image = image.convert(_MODES[image.mode])
        image = ImageOps.exif_transpose(image)
        mode, size = image.mode, image.size
        wide = {"I": "int", "F": "float"}.get(mode, "ushort" if mode.startswith("I;16") else "uchar")
        pixels = image.tobytes()
    bands = len(mode) if mode in ("L", "LA", "RGB", "RGBA", "CMYK") else 1
    made = pyvips.Image.new_from_memory(pixels, *size, bands, wide)
    kinds = {"CMYK": "cmyk", "RGB": "srgb", "RGBA": "srgb"}
    made = made.copy(interpretation=kinds.get(mode, "grey16" if wide == "ushort" else "b-w"))
    if profile:
        made.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return made

"""Single images. Pillow reads the headers; libvips decodes what it can stream, Pillow the rest.

Of an animation or a burst the first (the primary) picture counts: it is one photograph, not a volume.
"""

from __future__ import annotations

import contextlib
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pillow_heif
import pyvips
from PIL import Image, ImageOps, UnidentifiedImageError

from archive.faults import Refused
from archive.opening import colour, jpeg2000, making
from archive.opening.limits import Limits, plausible_dpi
from archive.opening.making import JPEG, PNG, Load, Made

Image.MAX_IMAGE_PIXELS = None  # the declared size is checked against our own limit
pillow_heif.register_heif_opener()
_FORMATS = {
    JPEG: ("JPEG", "JPEG"),
    PNG: ("PNG", "PNG"),
    "image/webp": ("WebP", "WEBP"),
    "image/jp2": ("JPEG 2000 image", "JPEG2000"),
    "image/heic": ("HEIC", "HEIF"),
    "image/avif": ("AVIF", "AVIF"),
    "image/gif": ("GIF", "GIF"),
    "image/bmp": ("BMP", "BMP"),
}
_STREAMED = {
    JPEG: pyvips.Image.jpegload,
    PNG: pyvips.Image.pngload,
    "image/webp": pyvips.Image.webpload,
}
_ORIENTATION = 0x0112
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
_RARE = (
    dict.fromkeys((0xC3, 0xC7, 0xCB, 0xCF), "lossless")
    | dict.fromkeys((0xC5, 0xC6, 0xC9, 0xCA, 0xCD, 0xCE), "arithmetic or layered")
    | {0xF7: "lossless, JPEG-LS"}
)
_BASE = 120 << 20  # what the child holds before it opens anything


@dataclass(frozen=True, slots=True)
class Header:
    width: int
    height: int
    mode: str
    dpi: float | None
    orientation: int
    transparent: bool
    interlaced: bool


class Images:
    def count(self, path: Path, media_type: str, password: str, limits: Limits) -> int:
        """Decodes the image once, so that a damaged one is refused while its owner is still there."""
        head = header(path, media_type, limits)
        name = _FORMATS[media_type][0]
        if media_type == JPEG:  # an eighth of the size: every byte is still read
            with making.reading(name):
                pyvips.Image.jpegload(str(path), shrink=8, access="sequential", fail_on="error").avg()
        else:
            with making.reading(name):
                loader(path, media_type, head)().avg()
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
    with making.reading(_FORMATS[media_type][0]):
        load = loader(path, media_type, head, oriented=not embedded)
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


@contextlib.contextmanager
def _opened(path: Path, media_type: str) -> Iterator[Image.Image]:
    """Pillow's image. Its decoders raise many things over damaged bytes; all mean the same."""
    name, kind = _FORMATS[media_type]
    try:
        with Image.open(path, formats=[kind]) as image:
            yield image
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, EOFError, IndexError) as error:
        detail = "its header makes no sense" if isinstance(error, UnidentifiedImageError) else str(error)
        raise making.damaged(name, detail) from error
    except (TypeError, KeyError, ZeroDivisionError, OverflowError, RuntimeError, AttributeError) as error:
        raise making.damaged(name, f"{type(error).__name__}: {error}") from error


def header(path: Path, media_type: str, limits: Limits) -> Header:
    """Raises Refused when the image is too large, before a pixel is decoded."""
    if media_type == JPEG:
        _check_process(path)
    with _opened(path, media_type) as image:
        width, height = image.size
        limits.check_pixels(width, height)
        given = image.info.get("dpi")
        dpi = float(given[0]) if isinstance(given, tuple) and given else None
        orientation = image.getexif().get(_ORIENTATION, 1)
        head = Header(
            width,
            height,
            image.mode,
            plausible_dpi(dpi, width, height),
            orientation if orientation in range(1, 9) else 1,
            "transparency" in image.info or "A" in image.mode,
            bool(image.info.get("interlace") or image.info.get("progressive")),
        )
    limits.check_memory(_BASE + _bytes_per_pixel(path, media_type, head) * width * height)
    return head


def _check_process(path: Path) -> None:
    """JPEG has fourteen processes; decoders know four of them."""
    with path.open("rb") as file:
        data = file.read(1 << 18)
    at = 2
    while at + 4 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _RARE:
            raise Refused(
                f"This JPEG is of a rare kind ({_RARE[marker]}) that cannot be read here. Save it as TIFF or PNG.",
                code="rare_jpeg",
            )
        if marker in (0xC0, 0xC1, 0xC2, 0xDA):
            return
        at += 2 + length


def _bytes_per_pixel(path: Path, media_type: str, head: Header) -> int:
    if media_type == "image/jp2":
        width, height = jpeg2000.codestream(path)[0] or (head.width, head.height)
        bands = Image.getmodebands(head.mode)
        tile = min(1.0, width * height / (head.width * head.height))
        return round(4 * bands * tile) + 4 + bands
    if media_type == "image/webp":
        return 14
    if media_type in _STREAMED:
        whole = 4 if head.orientation != 1 else 0
        return whole + ({JPEG: 6, PNG: 8}[media_type] if head.interlaced else 0)
    return 11


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

    return streamed if media_type in _STREAMED else lambda: _whole(path, media_type)


def _whole(path: Path, media_type: str) -> pyvips.Image:
    with _opened(path, media_type) as image:
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


def _lossless(path: Path, media_type: str) -> bool:
    if media_type == "image/webp":
        with path.open("rb") as file:
            return b"VP8L" in file.read(64)
    if media_type == "image/jp2":
        return jpeg2000.codestream(path)[1]
    return media_type in (PNG, "image/gif", "image/bmp")

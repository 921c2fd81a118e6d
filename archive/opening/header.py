"""What an image file says of itself, read by Pillow before a pixel is decoded."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pillow_heif
from PIL import Image, UnidentifiedImageError

from archive.faults import Refused
from archive.opening import jpeg2000, making
from archive.opening.limits import Limits, plausible_dpi
from archive.opening.making import JPEG, PNG

Image.MAX_IMAGE_PIXELS = None  # the declared size is checked against our own limit
pillow_heif.register_heif_opener()
#: Media type: its name for people, and Pillow's.
FORMATS = {
    JPEG: ("JPEG", "JPEG"),
    PNG: ("PNG", "PNG"),
    "image/webp": ("WebP", "WEBP"),
    "image/jp2": ("JPEG 2000 image", "JPEG2000"),
    "image/heic": ("HEIC", "HEIF"),
    "image/avif": ("AVIF", "AVIF"),
    "image/gif": ("GIF", "GIF"),
    "image/bmp": ("BMP", "BMP"),
}
STREAMED = {JPEG, PNG, "image/webp"}
_ORIENTATION = 0x0112
_RARE = (
    dict.fromkeys((0xC3, 0xC7, 0xCB, 0xCF), "lossless")
    | dict.fromkeys((0xC5, 0xC6, 0xC9, 0xCA, 0xCD, 0xCE), "arithmetic or layered")
    | {0xF7: "lossless, JPEG-LS"}
)
_BASE = 90 << 20  # what the child holds before it opens anything


@dataclass(frozen=True, slots=True)
class Header:
    width: int
    height: int
    mode: str
    dpi: float | None
    orientation: int
    transparent: bool
    interlaced: bool


@contextlib.contextmanager
def opened(path: Path, media_type: str) -> Iterator[Image.Image]:
    """Pillow's image. Its decoders raise many things over damaged bytes; all mean the same."""
    name, kind = FORMATS[media_type]
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
    with opened(path, media_type) as image:
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


def _bytes_per_pixel(path: Path, media_type: str, head: Header) -> int:
    if media_type == "image/jp2":
        width, height = jpeg2000.codestream(path)[0] or (head.width, head.height)
        bands = Image.getmodebands(head.mode)
        tile = min(1.0, width * height / (head.width * head.height))
        if jpeg2000.is_one_large_tile(path, head.mode, head.width, head.height):
            return 5 * bands
        return round(4 * bands * tile) + 4 + bands
    if media_type == "image/webp":
        return 11
    if media_type in STREAMED:
        whole = 4 if head.orientation != 1 else 0
        return whole + ({JPEG: 6, PNG: 8}[media_type] if head.interlaced else 0)
    return 11


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

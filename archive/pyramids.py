"""Tiles, crops and thumbnails of page images, out of the pyramid that rendering made.

A pyramid is one ZIP of JPEG tiles, stored without compression, so a tile is a range of bytes. Levels
count from 0 (one pixel) to the full image, as in Deep Zoom. Everything lies as scanned; only `crop` and
`thumbnail` know of a page's turn. Nothing here asks for rights.
"""

from __future__ import annotations

import functools
import io
import math
import struct
import zipfile
from dataclasses import dataclass

from PIL import Image

from archive import store
from archive.geometry import Box

TILE = 512
_LOCAL = struct.Struct("<26xHH")  # of a ZIP entry's local header: lengths of its name and extra field


@dataclass(frozen=True, slots=True)
class Pyramid:
    width: int
    height: int
    tiles: dict[str, tuple[int, int]]  # "level/column_row" -> place of its local header, bytes

    @property
    def levels(self) -> int:
        return 1 + math.ceil(math.log2(max(self.width, self.height)))

    def size(self, level: int) -> tuple[int, int]:
        scale = 1 << (self.levels - 1 - level)
        return -(-self.width // scale), -(-self.height // scale)


@functools.lru_cache(maxsize=256)
def _pyramid(image_sha: str) -> Pyramid | None:
    """Read once: some 40 bytes for each tile. A pyramid never changes under its name."""
    try:
        with zipfile.ZipFile(store.path("pyramids", image_sha)) as archive:
            described = archive.read("p.dzi" if "p.dzi" in archive.namelist() else "p/p.dzi").decode()
            tiles = {
                entry.filename.split("_files/", 1)[1].removesuffix(".jpg"): (entry.header_offset, entry.file_size)
                for entry in archive.infolist()
                if entry.filename.endswith(".jpg")
            }
    except (OSError, zipfile.BadZipFile):
        return None
    return Pyramid(_number(described, "Width"), _number(described, "Height"), tiles)


def _number(described: str, name: str) -> int:
    return int(described.split(f'{name}="', 1)[1].split('"', 1)[0])


def _existing(image_sha: str) -> Pyramid | None:
    pyramid = _pyramid(image_sha)
    if pyramid is None:
        _pyramid.cache_clear()  # it may be made in the next second
    return pyramid


def info(image_sha: str) -> tuple[int, int, int, int] | None:
    """Width, height, tile size and number of levels; None while there is no pyramid."""
    pyramid = _existing(image_sha)
    return (pyramid.width, pyramid.height, TILE, pyramid.levels) if pyramid else None


def tile(image_sha: str, level: int, column: int, row: int) -> bytes | None:
    """A JPEG of at most 512 × 512 pixels."""
    pyramid = _existing(image_sha)
    entry = pyramid and pyramid.tiles.get(f"{level}/{column}_{row}")
    if not entry:
        return None
    place, size = entry
    with store.path("pyramids", image_sha).open("rb") as file:
        file.seek(place)
        name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
        file.seek(name + extra, io.SEEK_CUR)
        return file.read(size)


def crop(image_sha: str, box: Box, turn: int, max_width: int) -> bytes:
    """The part of the upright page inside `box` as a JPEG at most `max_width` pixels wide.

    Raises LookupError while there is no pyramid. Costs the tiles it touches, at the level that fits."""
    pyramid = _existing(image_sha)
    if pyramid is None:
        raise LookupError(f"no pyramid for {image_sha}")
    scanned = box.turned(-turn)
    across = scanned.height * pyramid.height if turn in (90, 270) else scanned.width * pyramid.width
    smaller = max(0, math.floor(math.log2(max(1.0, across / max_width))))
    level = max(0, pyramid.levels - 1 - smaller)
    width, height = pyramid.size(level)
    left, top = math.floor(scanned.x0 * width), math.floor(scanned.y0 * height)
    right = min(width, max(left + 1, math.ceil(scanned.x1 * width)))
    bottom = min(height, max(top + 1, math.ceil(scanned.y1 * height)))
    picture = Image.new("RGB", (right - left, bottom - top), "white")
    for column in range(left // TILE, (right - 1) // TILE + 1):
        for row in range(top // TILE, (bottom - 1) // TILE + 1):
            data = tile(image_sha, level, column, row)
            if data:
                with Image.open(io.BytesIO(data), formats=["JPEG"]) as part:
                    picture.paste(part, (column * TILE - left, row * TILE - top))
    return _as_jpeg(_turned(picture, turn), max_width)


def thumbnail(image_sha: str, turn: int = 0) -> bytes | None:
    """The small picture of the page, upright; None while there is none."""
    try:
        data = store.path("thumbs", image_sha).read_bytes()
    except OSError:
        return None
    if not turn:
        return data
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as small:
        return _as_jpeg(_turned(small, turn), small.width + small.height)


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    """Clockwise, without loss."""
    ways = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    return picture.transpose(ways[turn]) if turn else picture


def _as_jpeg(picture: Image.Image, max_width: int) -> bytes:
    if picture.width > max_width:
        height = max(1, round(picture.height * max_width / picture.width))
        picture = picture.resize((max_width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()
